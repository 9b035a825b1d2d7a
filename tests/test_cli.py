"""The command line: exit codes, one JSON document, reasons."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kpi_core import cli
from tests.build import cell

ROOT = Path(__file__).parents[1]
GOOD = "部门,指标,期间,实际值,目标值\n生产部,产量,2024-01,95,100\n营销部,产量,2024-01,120,100\n"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ATTAIN_STORE", raising=False)

    def running(verb, *arguments, lang="zh"):
        code = cli.main([verb, "--store", str(tmp_path / "a.duckdb"), "--json", "--lang", lang, *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return running


@pytest.fixture
def good(tmp_path):
    file = tmp_path / "good.csv"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_import_says_what_it_took_in_and_acknowledges_after_the_commit(run, good):
    code, document, err = run("import", good)

    assert code == 0
    assert err == "ACK 1\n"
    assert {key: document[key] for key in ("upload", "rows", "accepted", "skipped", "new", "changed", "same", "encoding", "problems")} == {
        "upload": 1, "rows": 2, "accepted": 2, "skipped": 0, "new": 2, "changed": 0, "same": 0, "encoding": "UTF-8", "problems": [],
    }  # fmt: skip
    assert document["effect"]["new_units"] == ["生产部", "营销部"]


def test_the_same_file_again_is_the_same_upload(run, good):
    run("import", good)

    code, document, _ = run("import", good)

    assert (code, document["upload"], document["unchanged"]) == (0, 1, True)


def test_a_bad_line_refuses_the_whole_file_until_it_is_left_out(run, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text(GOOD + "财务部,产量,2024-01,abc,1\n", encoding="utf-8")

    refused, document, err = run("import", file)
    taken, again, _ = run("import", file, "--skip-bad")

    assert (refused, document["upload"], err) == (2, None, "")
    assert [(p["line"], p["column"], p["value"], p["code"]) for p in document["problems"]] == [
        (4, "实际值", "abc", "number_bad")
    ]
    assert "第 4 行「实际值」" in document["problems"][0]["message"]
    assert (taken, again["accepted"], again["skipped"]) == (0, 2, 1)


def test_several_files_give_a_list(run, good, tmp_path):
    second = tmp_path / "second.csv"
    second.write_text(GOOD.replace("2024-01", "2024-02"), encoding="utf-8")

    _, documents, _ = run("import", good, second)

    assert [document["upload"] for document in documents] == [1, 2]


def test_a_folder_means_its_tables_by_name(run, tmp_path):
    inbox = tmp_path / "inbox"
    (inbox / "older.csv").mkdir(parents=True)
    for name, month in (
        ("b.CSV", "02"),
        ("a.txt", "01"),
        (".hidden.csv", "03"),
        ("~$open.xlsx", "04"),
        ("note.md", "05"),
    ):
        (inbox / name).write_text(GOOD.replace("2024-01", f"2024-{month}"), encoding="utf-8")

    code, documents, err = run("import", inbox)

    assert (code, [document["file"] for document in documents], err) == (0, ["a.txt", "b.CSV"], "ACK 1\nACK 2\n")


def test_a_pattern_is_a_list_also_of_one_file(run, good, tmp_path):
    (tmp_path / "other.csv").write_text("x", encoding="utf-8")

    _, documents, _ = run("import", tmp_path / "goo*.csv")

    assert [document["file"] for document in documents] == ["good.csv"]


def test_a_name_with_the_signs_of_a_pattern_is_a_file_where_there_is_one(run, tmp_path):
    file = tmp_path / "sales[1].csv"
    file.write_text(GOOD, encoding="utf-8")

    assert run("import", file)[1]["file"] == "sales[1].csv"


def test_a_refused_file_of_a_folder_does_not_stop_the_others(run, good, tmp_path):
    (tmp_path / "bad.csv").write_text(GOOD + "财务部,产量,2024-01,abc,1\n", encoding="utf-8")

    code, documents, err = run("import", tmp_path)

    assert (code, [document["upload"] for document in documents], err) == (2, [None, 1], "ACK 1\n")


@pytest.mark.parametrize(("name", "code"), [("empty", "no_files"), ("*.xlsx", "no_files"), ("nowhere.csv", "no_file")])
def test_a_name_without_files_refuses_the_import_before_anything_is_written(run, good, tmp_path, name, code):
    (tmp_path / "empty").mkdir()

    exit_code, document, _ = run("import", good, tmp_path / name)

    assert (exit_code, document["error"]["code"]) == (2, code)
    assert str(tmp_path / name) in document["error"]["message"]
    assert run("uploads")[1] == []


def test_a_dry_run_writes_nothing(run, good):
    code, document, _ = run("import", good, "--dry-run")

    assert (code, document["upload"], document["acceptable"]) == (0, None, 2)
    assert run("uploads")[1] == []


def test_the_board_has_fractions_and_every_unit(run, good):
    run("import", good)

    _, document, _ = run("board", "--period", "2024-01")

    assert document["counts"] == {"good": 1, "watch": 0, "miss": 0, "none": 0}
    rows = {row["unit"]: (row["attainment"], row["scored"], row["status"], row["met"]) for row in document["results"]}
    assert rows == {
        "生产部": (0.95, 0.95, "watch", False),
        "营销部": (1.2, 1.2, "good", True),
        "公司": (1.075, 1.075, "good", True),
    }
    assert document["score"] == pytest.approx((0.95 + 1.2) / 2)


def test_departments_are_ranked(run, good):
    run("import", good)

    _, document, _ = run("departments")

    assert [(row["unit"], row["rank"], row["score"]) for row in document["rows"]] == [
        ("营销部", 1, 1.2),
        ("生产部", 2, 0.95),
    ]


def test_undo_gives_back_and_verify_holds(run, good):
    run("import", good)

    code, document, _ = run("undo", "1")

    assert (code, document) == (0, {"upload": 1, "keys_restored": 2})
    assert run("verify")[1] == {"sound": True, "problems": []}
    assert run("board")[0] == 2


def test_backup_and_restore(run, good, tmp_path):
    run("import", good)
    run("backup", tmp_path / "copy.duckdb")
    run("undo", "1")

    code, _, _ = run("restore", tmp_path / "copy.duckdb")

    assert code == 0
    assert run("uploads")[1][0]["stands"]


def test_a_backup_is_not_put_in_the_place_of_its_store(run, good, tmp_path):
    run("import", good)

    code, document, _ = run("backup", tmp_path / "." / "a.duckdb")

    assert (code, document["error"]["code"]) == (2, "backup_onto_itself")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("import", "nowhere.csv"), "no_file"), (("board", "--unit", "无此部门"), "unknown_unit"), (("board", "--period", "1999-01"), "unknown_period"),
     (("undo", "9"), "no_such_upload"), (("restore", "nowhere.duckdb"), "no_file")],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_is_one_sentence_with_exit_code_2(run, good, arguments, code, lang):
    run("import", good)

    exit_code, document, _ = run(*arguments, lang=lang)

    assert (exit_code, document["error"]["code"]) == (2, code)
    assert "{" not in document["error"]["message"]


def test_the_demo_refuses_a_store_with_other_uploads(run, good):
    run("import", good)

    assert run("demo")[1]["error"]["code"] == "store_not_empty"


def test_a_kpi_register_can_be_imported_and_changes_what_is_judged(run, good, tmp_path):
    run("import", good)
    register = tmp_path / "kpis.csv"
    register.write_text("指标,方向,封顶\n产量,越小越好,1.5\n", encoding="utf-8")

    code, document, _ = run("import", register)

    assert (code, document["kind"]) == (0, "kpis")
    rows = {row["unit"]: row["attainment"] for row in run("board")[1]["results"]}
    assert rows["生产部"] == pytest.approx(1.05)
    run("undo", "2")
    assert {row["unit"]: row["attainment"] for row in run("board")[1]["results"]}["生产部"] == 0.95


def test_numbers_go_in_and_come_out_with_every_digit(run, tmp_path):
    value = 0.1 + 0.2
    file = tmp_path / "digits.csv"
    file.write_text(f"部门,指标,期间,实际值,目标值\nA,K,2024-01,{cell(value)},{cell(1 / 3)}\n", encoding="utf-8")
    run("import", file)

    row = run("board")[1]["results"][0]

    assert (row["actual"], row["target"]) == (value, 1 / 3)


def test_the_module_runs_as_a_program(tmp_path):
    done = subprocess.run([sys.executable, "-m", "kpi_core", "board", "--store", str(tmp_path / "new.duckdb")], cwd=ROOT,
                          capture_output=True, text=True, timeout=60)  # fmt: skip

    assert done.returncode == 2
    assert done.stdout == ""
    assert "还没有任何实际数据" in done.stderr


RATINGS = "评分者,品牌力,研发力,营销力,供应力,产品力,资源力,决策力,执行力,整合力,文化力\n"


def test_ratings_are_taken_into_a_round_and_shown_without_anyones_name(run, tmp_path):
    file = tmp_path / "十力.csv"
    file.write_text(RATINGS + "".join(f"评{n},4,3,3,4,5,2,3,{3 + n % 2},2,4\n" for n in range(12)), encoding="utf-8")
    code, taken, error = run("import", "--kind", "ratings", "--round", "2026", "--month", "2026-10", str(file))
    assert (code, taken["accepted"], taken["layout"]) == (0, 12, "raters_down")
    assert "ACK 1" in error

    code, shown, _ = run("forces")

    assert code == 0
    assert [row["force"] for row in shown["forces"]][:2] == ["品牌力", "研发力"]
    assert shown["forces"][4]["mean"] == 5
    assert shown["forces"][7]["grades"] == [0, 0, 6, 6, 0]
    assert "评1" not in json.dumps(shown, ensure_ascii=False)


def test_bad_ratings_are_refused_with_every_place_and_open_no_round(run, tmp_path):
    file = tmp_path / "r.csv"
    file.write_text(RATINGS + "甲,3.5,3,3,4,5,2,3,3,2,4\n乙,4,3,3,4,6,2,3,3,2,4\n", encoding="utf-8")

    code, refused, _ = run("import", "--kind", "ratings", str(file))

    assert code == 2
    assert [(p["line"], p["column"], p["value"]) for p in refused["problems"]] == [
        (2, "品牌力", "3.5"),
        (3, "产品力", "6"),
    ]
    assert run("forces")[0] == 2


def test_a_course_has_limits_verdict_and_landing(run, tmp_path):
    file = tmp_path / "k.csv"
    months = [f"{2023 + m // 12}-{m % 12 + 1:02d}" for m in range(18)]
    file.write_text(
        "部门,指标,期间,实际值,目标值,汇总方式\n"
        + "".join(f"A,K,{m},{100 + n % 3},100,求和\n" for n, m in enumerate(months)),
        encoding="utf-8",
    )
    run("import", str(file))

    code, shown, _ = run("trend", "--unit", "A", "--kpi", "K")

    assert code == 0
    assert (shown["verdict"]["said"], shown["variation"], shown["assurance"]) == ("no_clear_trend", "same", "chance")
    assert len(shown["points"]) == 18
    assert shown["points"][-1]["lower"] < 101 < shown["points"][-1]["upper"]
    assert 1190 < shown["landing"]["value"] < 1230
