"""What is guessed of KPIs on the command line: a warning that stops nothing, a mark in every document, a yes by an option."""

import json

import pytest

from kpi_core import cli
from tests.test_cli import run

__all__ = ["run"]
FILE = "部门,指标,期间,实际值,目标值\nA,客户投诉率,2024-01,3,2\nA,产量,2024-01,9,10\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def marks(run):
    """What the documents of board, trend and departments say is unconfirmed."""
    _, board, _ = run("board")
    _, trend, _ = run("trend", "--kpi", "客户投诉率")
    return (
        board["unconfirmed"], {(r["unit"], r["kpi"]): r["unconfirmed"] for r in board["results"] if r["unit"] == "A"},
        {r["kpi"]: r["unconfirmed"] for r in board["tiles"]}, trend["unconfirmed"],
    )  # fmt: skip


def test_a_guess_goes_in_with_a_warning_and_marks_every_document(run, file):
    code, document, _ = run("import", file)

    assert (code, document["accepted"]) == (0, 2)
    assert document["proposals"] == [
        {"kpi": "客户投诉率", "field": "direction", "value": "lower", "why": "投诉"},
        {"kpi": "客户投诉率", "field": "aggregation", "value": "mean", "why": "率"},
    ]
    assert [(p["line"], p["code"], p["warning"]) for p in document["problems"]] == [(2, "definition_guessed", True)]
    assert [new["guessed"] for new in document["effect"]["new_kpis"]] == [["direction", "aggregation"], []]
    both = ["direction", "aggregation"]
    assert marks(run) == (1, {("A", "客户投诉率"): both, ("A", "产量"): []}, {"客户投诉率": both, "产量": []}, both)


def test_accepting_the_proposals_leaves_no_mark(run, file):
    run("import", file, "--accept-proposals")

    assert marks(run) == (0, {("A", "客户投诉率"): [], ("A", "产量"): []}, {"客户投诉率": [], "产量": []}, [])


def test_the_same_file_again_with_the_option_confirms_it(run, file):
    run("import", file)
    code, document, _ = run("import", file, "--accept-proposals", "--by", "anna")

    assert (code, document["unchanged"]) == (0, True)
    assert marks(run)[0] == 0


def test_a_dry_run_lists_the_proposals_and_confirms_nothing(run, file):
    _, document, _ = run("import", file, "--dry-run", "--accept-proposals")
    assert (document["upload"], len(document["proposals"])) == (None, 2)
    run("import", file)

    assert marks(run)[0] == 1


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("zh", ["第 2 行「指标」：客户投诉率按名称推测为：越低越好、取平均而非求和，待确认。", "1 项指标的定义是按名称推测的", "? 待确认", "? 1 项待确认"]),
        ("en", ["客户投诉率 is taken for: lower is better, averaged, not added up.", "1 KPIs are defined by guesses", "? To be confirmed", "? 1 to be confirmed"]),
    ],
)  # fmt: skip
def test_a_terminal_is_told_in_sentences(tmp_path, file, capsys, lang, sentences):
    store = ["--store", str(tmp_path / "a.duckdb"), "--lang", lang]
    assert cli.main(["import", *store, str(file)]) == 0
    assert cli.main(["board", *store]) == 0
    out, err = capsys.readouterr()

    assert [sentence for sentence in sentences if sentence not in out + err] == []


def test_the_option_is_an_option_of_import_alone(capsys):
    with pytest.raises(SystemExit):
        cli.main(["board", "--accept-proposals"])
    assert "--accept-proposals" in capsys.readouterr().err


def test_the_demo_company_has_nothing_left_to_confirm(run):
    run("demo")
    _, board, _ = run("board")

    assert (json.dumps(board).count('"unconfirmed": ["'), board["unconfirmed"]) == (0, 0)
