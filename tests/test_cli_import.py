"""`import` with a mode, answers and a layout: what the page asks, a script can say."""

import json
import sys
from pathlib import Path

import pytest

from kpi_core import cli
from kpi_core.cli.arguments import parsed
from kpi_core.cli.taking import take_one
from kpi_core.cli.terminal import Terminal
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from tests.build import take
from tests.test_cli import good, run

__all__ = ["good", "run"]
HEAD = "部门,指标,期间,实际值,目标值\n"


@pytest.fixture
def write(tmp_path):
    def writing(name, content):
        file = tmp_path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
        return file

    return writing


def test_a_replacing_file_says_what_it_ends_before_and_after(run, write):
    run("import", write("a.csv", HEAD + "A,K,2024-01,10,10\nA,L,2024-01,10,10\n"))
    file = write("b.csv", HEAD + "A,K,2024-01,5,10\n")
    _, dry, _ = run("import", file, "--mode", "replace", "--dry-run")
    code, document, _ = run("import", file, "--mode", "replace")

    assert (code, dry["upload"], document["upload"], document["mode"]) == (0, None, 2, "replace")
    assert dry["effect"] == document["effect"]
    effect = document["effect"]
    assert effect["withdrawn"] == 1
    assert {"before": "good", "after": "miss", "count": 2} in effect["turned"]
    assert {"unit": "公司", "period": "2024-01", "before": 1.0, "after": 0.5} in effect["scores"]
    assert {"unit": "A", "kpi": "K", "period": "2024-01", "before": "good", "after": "miss"} in effect["statuses"]


def test_answers_to_the_door_are_given_in_a_file(run, write):
    usual = [100, 104, 98, 101, 99, 103, 97, 102]
    run(
        "import",
        write("a.csv", HEAD + "".join(f"A,K,2024-{at:02d},{value},100\n" for at, value in enumerate(usual, 1))),
    )
    file = write("b.csv", HEAD + "A,K,2024-09,1010,100\nA,K,2024-10,150,100\nA,K,2024-11,60,100\n")
    _, asked, _ = run("import", file, "--dry-run")
    assert [(p["line"], p["code"], p["meant"]) for p in asked["problems"]] == [
        (2, "door_slip", "101"), (3, "door_outside", None), (4, "door_outside", None),
    ]  # fmt: skip
    said = write("answers.json", {"cells": {"2|实际值": "101"}, "answers": {"3|实际值": "keep", "4|实际值": "leave"}})
    code, document, _ = run("import", file, "--answers", said)

    assert (code, document["problems"], document["new"], document["notes"]) == (0, [], 2, {"left": 1})


@pytest.mark.parametrize("said", [[], {"fixed": {"kpi": "K"}}, {"answers": "keep"}, {"cells": {"2|实际值": 5}}])
def test_answers_of_another_form_are_one_sentence(run, write, good, said):
    code, document, _ = run("import", good, "--answers", write("answers.json", said))

    assert (code, document["error"]["code"]) == (2, "mapping_bad")


def test_a_table_is_read_as_one_of_its_kind_was_read_before(run, write):
    table = "门店,{year}年1月,{year}年2月\n东门店,91,93\n"
    code, document, _ = run("import", write("a.csv", table.format(year=2024)), "--layout", "remembered")
    assert (code, document["error"]["code"]) == (2, "remembered_none")
    said = write("mapping.json", {"fixed": {"kpi": "顾客满意度"}})
    run("import", write("a.csv", table.format(year=2024)), "--mapping", said)
    code, document, _ = run("import", write("b.csv", table.format(year=2025)), "--layout", "remembered")
    assert (code, document["accepted"]) == (0, 2)
    other = write("other.json", {"fixed": {"kpi": "另一个"}})
    run("import", write("c.csv", table.format(year=2026)), "--mapping", other)
    code, document, _ = run("import", write("d.csv", table.format(year=2027)), "--layout", "remembered")
    assert (code, document["error"]["code"]) == (2, "remembered_several")


def test_a_layout_can_be_told(run, write):
    across = write("x.csv", "期间,指标,甲,乙\n2024-01,K,1,2\n")
    code, document, _ = run("import", across, "--layout", "departments")

    assert (code, document["accepted"], document["effect"]["new_units"]) == (0, 2, ["甲", "乙"])


def test_a_round_that_is_kept_open_shows_only_how_many_answered(tmp_path, capsys):
    def run(*arguments):
        code = cli.main([*map(str, arguments), "--store", str(tmp_path / "a.duckdb"), "--json", "--lang", "en"])
        return code, json.loads(capsys.readouterr().out)

    names = []
    for part in ("a", "b"):
        names.append(tmp_path / f"{part}.csv")
        names[-1].write_text(
            "评分者,品牌力,研发力,营销力,供应力,产品力,资源力,决策力,执行力,整合力,文化力\n"
            + "".join(f"{part}{n},4,3,3,4,5,2,3,3,2,4\n" for n in range(6)),
            encoding="utf-8",
        )
    code, taken = run("import", "--kind", "ratings", "--round", "2026", "--keep-open", *names)
    assert (code, [document["opened"] for document in taken]) == (0, [True, False])

    shown = run("forces")[1]

    assert (shown["raters"], shown["forces"], shown["overall"], shown["state"]) == (12, [], None, "opened")
    assert "still open" in shown["headline"]
    assert run("import", "--kind", "ratings", "--round", "2027", *names)[0] == 0
    assert len(run("forces", "--survey", "2027")[1]["forces"]) == 10
    assert run("import", "--kind", "ratings", "--round", "2027", names[0])[0] == 2


def test_a_dry_run_lists_what_ends_and_which_scores_vanish(run, write, capsys, tmp_path):
    facts = "".join(f"{unit},K,2024-0{m},10,10\n" for unit in "AB" for m in (1, 2))
    run("import", write("a.csv", HEAD + facts))
    run("import", write("w.csv", "指标,部门,权重\nK,A,1\nK,B,1\n"))
    file = write("b.csv", HEAD + "A,K,2024-02,,10\nB,K,2024-02,10,10\n")
    code, dry, _ = run("import", file, "--mode", "replace", "--dry-run")

    assert (code, dry["upload"], dry["stale"]) == (0, None, False)
    assert dry["withdrawn"] == [{"unit": "A", "kpi": "K", "period": "2024-02", "ends": {"actual": 10.0}}]
    assert [(row["unit"], row["due_and_missing"]) for row in dry["effect"]["vanished"]] == [
        ("公司", [{"unit": "A", "kpi": "K"}]), ("A", [{"unit": "A", "kpi": "K"}]),
    ]  # fmt: skip
    cli.main(
        ["import", str(file), "--mode", "replace", "--dry-run", "--lang", "en", "--store", str(tmp_path / "a.duckdb")]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "Ends: A · K 2024-02: actual 10",
        "▼ Company will have no score for Feb 2024 any more (now 100.0): the data falls below 70 %; due and missing (1): A · K.",
    ]


def test_a_file_overtaken_between_its_preview_and_its_commit_is_refused_with_the_new_preview(capsys):
    store = open_store(":memory:")
    take(store, HEAD + "A,K,2024-01,10,10\n")
    found = preview(store, "b.csv", (HEAD + "A,K,2024-01,5,10\n").encode())
    take(store, HEAD + "A,K,2024-01,7,10\n")
    chosen = parsed(["import", "b.csv", "--json", "--lang", "en"])
    document, sentence, refused = take_one(store, found, chosen, Terminal(sys.stdout, sys.stderr, str.encode, Path()))
    store.close()

    assert (refused, document["upload"], document["stale"], document["changed"]) == (True, None, True, 1)
    assert sentence.startswith("b.csv: nothing was written. The data changed after this file was previewed")
    assert capsys.readouterr().err == ""


def test_what_a_file_does_not_tell_is_told_in_pairs_that_the_refusal_names(run, write):
    file = write("满意度.csv", "门店,1月,2月\n东门店,91,93\n")
    code, asked, _ = run("import", file)
    assert (code, asked["state"], [p["ways"] for p in asked["problems"]]) == (2, "asked", [["--mapping year=2024"]])
    code, asked, _ = run("import", file, "--mapping", "year=2024")
    assert [p["ways"] for p in asked["problems"]] == [['--mapping "kpi=满意度"']]

    code, document, _ = run("import", file, "--mapping", "year=2024", "--mapping", "kpi=满意度")
    assert (code, document["new"], document["bad"]) == (0, 2, {"values": 0, "lines": 0})


def test_a_missing_column_is_pointed_out_by_its_head(run, write):
    file = write("a.csv", "部门,指标,月份,本期数字\nA,K,2024-01,5\nA,K,2024-02,好\nA,K,2024-03,好\n")
    code, asked, _ = run("import", file)
    assert (code, asked["problems"][0]["code"]) == (2, "columns_missing")
    assert asked["problems"][0]["ways"] == ['--mapping "本期数字=actual"']

    assert run("import", file, "--mapping", "本期数字=actual", "--skip-bad")[1]["new"] == 1


def test_equal_problems_are_one_question_with_one_answer_for_all(run, write, capsys, tmp_path):
    file = write("a.csv", HEAD + "A,K,2024-01,1,1\nA,K,2024-02,约,1\nA,K,2024-03,约,1\nA,K,2024-04,约,约\n")
    code, refused, _ = run("import", file)
    assert (code, refused["bad"], refused["skipped"]) == (2, {"values": 4, "lines": 3}, 3)
    cli.main(["import", str(file), "--lang", "en", "--store", str(tmp_path / "a.duckdb")])
    told = capsys.readouterr().err.splitlines()

    assert [line[:60] for line in told if line.startswith("Line")] == [
        'Lines 3, 4, 5, column "实际值": "约" is no number. Expected 1234'[:60],
        'Line 5, column "目标值": "约" is no number. Expected 1234.5, 1,2'[:60],
    ]
    assert told[1] == '    → --answers "3,4,5|实际值=leave"'
    assert told[-1].startswith("a.csv: nothing was written; bad values: 4, in lines: 3.")
    code, document, _ = run("import", file, "--answers", "3,4,5|实际值=2", "--answers", "5|目标值=")
    assert (code, document["new"]) == (0, 4)


def test_a_name_that_may_be_misspelt_never_stops_an_import_and_is_answered_in_a_word(run, write):
    file = write("a.csv", HEAD + "采购部,K,2024-01,1,1\n采购部,K,2024-02,1,1\n采构部,K,2024-03,1,1\n")
    code, dry, _ = run("import", file, "--dry-run")
    assert (code, dry["problems"][0]["code"], dry["problems"][0]["warning"]) == (0, "name_alike", True)
    assert dry["problems"][0]["ways"] == ['--answers "采构部=采购部"', '--answers "采构部=new"']

    assert run("import", file, "--answers", "采构部=new", "--dry-run")[1]["problems"] == []
    assert run("import", file, "--answers", "采构部=采购部")[1]["effect"]["new_units"] == ["采购部"]


def test_a_folder_is_looked_at_as_one_list(tmp_path, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(HEAD + "A,K,2024-01,1,1\n", "utf-8")
    (folder / "b.csv").write_text(HEAD + "A,K,2024-01,2,1\n", "utf-8")
    (folder / "c.csv").write_text(HEAD + "A,K,2024-01,2,1\n", "utf-8")
    (folder / "d.csv").write_text(HEAD + "A,K,某月,2,1\n", "utf-8")
    code = cli.main(["import", str(folder), "--dry-run", "--lang", "en", "--store", str(tmp_path / "a.duckdb")])

    assert code == 2
    assert capsys.readouterr().out.splitlines()[-7:] == [
        "c.csv: the same content as b.csv.", "ready  a.csv", "ready  b.csv", "ready  c.csv", "has questions  d.csv",
        "A / K 2024-01, actual: a.csv has 1, c.csv has 2. Find out which is right: the one taken in later takes the place of the other.",
        "4 files: ready 3, has questions 1.",
    ]  # fmt: skip


@pytest.mark.parametrize(("said", "accepted"), [
    (["本月=actual", "上月=ignore"], 1), (["本月=actual", "上月="], 1), (['{"columns": {"本月": "actual", "上月": ""}}'], 1),
])  # fmt: skip
def test_a_column_is_told_or_put_aside_by_its_head(run, write, said, accepted):
    file = write("a.csv", "部门,指标,月份,本月,上月\nA,K,2024-02,5,6\n")
    code, asked, _ = run("import", file)
    assert (code, asked["problems"][0]["ways"]) == (2, ['--mapping "本月=actual"', '--mapping "上月=actual"'])

    code, document, _ = run("import", file, *(part for text in said for part in ("--mapping", text)))
    assert (code, document["new"]) == (0, accepted)


def test_heads_of_kpis_or_departments_are_told_by_the_layout_that_the_refusal_names(run, write):
    file = write("a.csv", "部门,月份,甲乙,丙丁\nA,2024-01,5,6\n")
    code, asked, _ = run("import", file)
    assert (code, asked["problems"][0]["code"], asked["problems"][0]["ways"][0]) == (
        2,
        "heads_unknown",
        "--layout kpis",
    )

    assert run("import", file, "--layout", "kpis")[1]["new"] == 2
