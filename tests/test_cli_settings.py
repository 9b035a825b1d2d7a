"""`settings`: listed, set with what follows from it, and refused in one sentence."""

import json

import pytest

from kpi_core import cli
from kpi_core.tables.settings import SETTINGS

FACTS = "部门,指标,期间,实际值,目标值\n" + "".join(f"A,K,2024-{m:02d},95,100\n" for m in range(1, 13))
YEARLY = "指标,频率,部门,权重\nK,月,A,1\nY,年,A,1\n"


@pytest.fixture
def run(tmp_path, capsys):
    def running(*arguments, json_wanted=True):
        more = ["--json"] if json_wanted else []
        code = cli.main([*map(str, arguments), "--store", str(tmp_path / "a.duckdb"), *more])
        out, err = capsys.readouterr()
        return code, json.loads(out) if json_wanted else out, err

    return running


def test_settings_are_listed_with_what_they_may_be(run):
    code, listed, _ = run("settings")

    assert code == 0
    assert [row["name"] for row in listed] == list(SETTINGS)
    assert listed[0] == {"name": "fiscal_start", "value": 1, "default": 1, "type": "integer", "least": 1, "most": 12}


def test_an_empty_store_can_be_given_its_fiscal_year_first(run):
    code, changed, _ = run("settings", "fiscal_start", "4")

    assert (code, changed["value"], changed["before"], changed["changed"]) == (0, 4, 1, True)
    assert run("settings")[1][0]["value"] == 4
    assert run("verify")[1]["sound"]


def test_a_fiscal_year_makes_again_what_rests_on_it(run, tmp_path):
    for name, text in (("k.csv", YEARLY), ("f.csv", FACTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert run("import", tmp_path / name)[0] == 0
    code, changed, _ = run("settings", "fiscal_start", "4", "--by", "安娜")

    # The yearly KPI was owed in December, and is owed in March now.
    turned = {(row["period"], row["after"]) for row in changed["effect"]["statuses"] if row["kpi"] == "Y"}
    assert code == 0
    assert {("2024-12", None), ("2024-03", "none")} <= turned
    assert run("verify")[1] == {"sound": True, "problems": []}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("foo", "1"), "setting_unknown", ("foo", "fiscal_start", "settings")),
        (("fiscal_start", "13"), "setting_number", ("fiscal_start", "13", "1", "12")),
        (("due_day", "x"), "setting_number", ("due_day", "x", "0", "60")),
        (("due_day", "-1"), "setting_number", ("due_day", "-1")),
        (("company_name", " "), "setting_text", ("company_name", "60")),
        (("due_day",), "setting_no_value", ("due_day",)),
    ],
)
def test_what_cannot_be_set_is_one_sentence_with_exit_code_2(run, arguments, code, words):
    found, document, _ = run("settings", *arguments)

    assert (found, document["error"]["code"]) == (2, code)
    assert all(word in document["error"]["message"] for word in words)
    assert run("settings")[1][0]["value"] == 1


def test_yearly_figures_hold_the_fiscal_year(run, tmp_path):
    (tmp_path / "y.csv").write_text("部门,指标,期间,实际值,目标值\nA,K,2024,1,1\n", encoding="utf-8")
    run("import", tmp_path / "y.csv")
    code, document, _ = run("settings", "fiscal_start", "4")

    assert (code, document["error"]["code"]) == (2, "setting_year_held")


def test_the_company_has_its_name_before_and_after_the_first_upload(run, tmp_path):
    (tmp_path / "f.csv").write_text(FACTS, encoding="utf-8")
    run("settings", "company_name", "达成公司")
    run("import", tmp_path / "f.csv")
    assert run("board")[1]["unit"] == "达成公司"
    run("settings", "company_name", "致远公司", "--by", "安娜")
    assert run("board")[1]["unit"] == "致远公司"
    assert run("settings", "company_name", "A")[1]["error"]["code"] == "setting_name_used"
    assert run("verify")[1]["sound"]


def test_the_same_value_again_changes_nothing(run):
    assert run("settings", "due_day", "5", json_wanted=False)[1] == "due_day 已经是 5，没有改动。\n"
