"""Rounds of the ten forces: what may be shown, what is compared, and that nobody can be found."""

from datetime import date

import numpy as np
import pytest

from kpi_core.review.forces import forces
from kpi_core.review.forces_findings import forces_findings
from kpi_core.review.rounds import (
    NoRound,
    Opening,
    answered,
    items_from_text,
    make_codes,
    model,
    open_round,
    rate,
    read,
    round_by_text,
    rounds,
    take,
    turn_round,
)
from kpi_core.store import verify
from kpi_core.text.headlines import sentence

NAMES = [item.name for item in model()]
WHOLE = {item.item: 5 for item in model()}


def opened(store, title="十力 2026", month=date(2026, 10, 1)):
    open_round(store, Opening(title, "本公司", month, "5 首位 1 毫无优势", model()), "安娜")
    return round_by_text(rounds(store), title)


def fill(store, asked, grades, teams=None):
    """Take in a matrix, one row a rater, and close the round: only then it may be read."""
    teams = teams or ["一线"] * len(grades)
    rows = [
        f"评{at},{team}," + ",".join(map(str, row)) for at, (row, team) in enumerate(zip(grades, teams, strict=True))
    ]
    text = "评分者,组别," + ",".join(NAMES) + "\n" + "\n".join(rows) + "\n"
    count = take(store, asked, read(store, asked, text.encode()), "安娜")
    turn_round(store, asked, "closed", "安娜")
    return count


def seeded(n=12, seed=1, lift=0):
    rng = np.random.default_rng(seed)
    level = np.linspace(2.2, 4.4, 10)
    return np.clip(np.round(level + lift + rng.normal(0, 0.5, (n, 10))), 1, 5).astype(int).tolist()


def test_the_ten_forces_stand_in_their_order():
    assert NAMES == ["品牌力", "研发力", "营销力", "供应力", "产品力", "资源力", "决策力", "执行力", "整合力", "文化力"]
    assert all(item.name_en and item.meaning and item.meaning_en for item in model())


def test_a_round_shows_means_intervals_and_agreement(store):
    asked = opened(store)
    grades = seeded()
    assert fill(store, asked, grades) == 12
    shown = forces(store, rounds(store)[0], [])

    assert [level.mean for level in shown.levels] == pytest.approx(np.mean(grades, axis=0).tolist())
    assert shown.overall == pytest.approx(np.mean(grades))
    assert all(level.low < level.mean < level.high for level in shown.levels)
    assert sum(level.proportion for level in shown.levels) == pytest.approx(1)
    assert [sum(level.counts) for level in shown.levels] == [12] * 10
    assert shown.concordance.w > 0.5


@pytest.mark.parametrize(("raters", "shown", "interval"), [(4, False, False), (5, True, False), (10, True, True)])
def test_few_raters_are_protected_and_give_no_interval(store, raters, shown, interval):
    asked = opened(store)
    fill(store, asked, seeded(raters))
    found = forces(store, rounds(store)[0], [])

    assert found.shown is shown
    assert bool(found.levels) is shown
    assert (bool(found.levels) and found.levels[0].low is not None) is interval
    if not shown:
        assert "不足 5 位" in sentence(forces_findings(found), "zh")


def test_a_small_group_is_hidden_together_with_the_smallest_other(store):
    asked = opened(store)
    fill(store, asked, seeded(20), ["管理层"] * 4 + ["中层"] * 8 + ["一线"] * 8)
    groups = {team: means for team, _, means in forces(store, rounds(store)[0], []).groups}

    assert groups["管理层"] is None
    assert sum(means is None for means in groups.values()) == 2


def test_nothing_stored_names_a_rater_or_keeps_their_order(store):
    asked = opened(store)
    fill(store, asked, seeded())
    rows = store.rows("ratings", survey=asked.survey_id)
    everything = str(rows) + str(store.rows("audit_log", count=50)) + str(store.rows("uploads"))

    assert "评0" not in everything
    assert set(rows[0]) == {"sheet", "team", "item", "grade"}
    assert [row["sheet"] for row in rows] == sorted(row["sheet"] for row in rows)
    assert verify(store) == []


def test_everybody_the_same_grade_has_no_order_to_agree_on(store):
    asked = opened(store)
    fill(store, asked, [[4] * 10] * 6)
    shown = forces(store, rounds(store)[0], [])

    assert (shown.concordance.w, shown.intra_class.mean) == (None, None)
    assert [level.agreement for level in shown.levels] == [1.0] * 10
    assert "没有区分各力" in sentence(forces_findings(shown), "zh")
    assert shown.overall_without_flagged is None


def test_a_straight_liner_is_flagged_and_not_dropped(store):
    asked = opened(store)
    fill(store, asked, [*seeded(), [3] * 10])
    shown = forces(store, rounds(store)[0], [])

    assert (shown.flagged, shown.raters) == (1, 13)
    assert shown.concordance_without_flagged > shown.concordance.w


def test_real_changes_are_told_from_rater_noise(store):
    before = opened(store, "十力 2025", date(2025, 10, 1))
    fill(store, before, seeded(seed=2))
    asked = opened(store)
    lifted = [[min(5, grade + (2 if at == 0 else 0)) for at, grade in enumerate(row)] for row in seeded(seed=3)]
    fill(store, asked, lifted)
    known = rounds(store)
    _, _, changes = forces(store, known[0], [known[1]]).others[0]

    assert [change.item.name for change in changes if change.real] == ["品牌力"]
    assert "只有品牌力的差异超出评分噪声（高 1.58）" in sentence(
        forces_findings(forces(store, known[0], [known[1]])), "zh"
    )
    same = forces(store, known[1], [known[1]]).others[0][2]
    assert not any(change.real for change in same)


def test_a_closed_round_takes_nothing_until_it_is_opened_again(store):
    asked = opened(store)
    turn_round(store, asked, "closed", "安娜")
    asked = rounds(store)[0]
    with pytest.raises(NoRound) as refused:
        rate(store, asked, None, WHOLE)
    assert refused.value.code == "rate.closed"

    turn_round(store, asked, "reopened", "安娜")
    rate(store, rounds(store)[0], None, WHOLE)

    assert rounds(store)[0].sheets == 1


@pytest.mark.parametrize("grades", [{}, {"brand": 6}, {"brand": 0}, {"charm": 3}])
def test_an_answer_off_the_scale_or_the_list_is_refused(store, grades):
    asked = opened(store)

    with pytest.raises(NoRound):
        rate(store, asked, None, grades)

    assert rounds(store)[0].sheets == 0


def test_a_round_needs_a_title_of_its_own(store):
    opened(store)
    for title in ("十力 2026", " "):
        with pytest.raises(NoRound):
            open_round(store, Opening(title, "本公司", date(2026, 1, 1), "", model()), "安娜")


def test_a_code_answers_once_and_brings_its_group(store):
    asked = opened(store)
    codes = make_codes(store, asked, {"一线": 2, "中层": 1}, "安娜")
    asked = rounds(store)[0]
    assert [team for team, _ in codes] == ["一线", "一线", "中层"]

    rate(store, asked, "中层", WHOLE, codes[0][1])
    for code, refusal in ((codes[0][1], "rate.code_used"), ("", "rate.code_unknown"), ("guessed", "rate.code_unknown")):
        with pytest.raises(NoRound) as refused:
            rate(store, asked, None, WHOLE, code)
        assert refused.value.code == refusal

    assert rounds(store)[0].sheets == 1
    assert answered(store, asked) == [("一线", 2, 1), ("中层", 1, 0)]
    assert {row["team"] for row in store.rows("ratings", survey=asked.survey_id)} == {"一线"}
    assert verify(store) == []


def test_nothing_stored_leads_from_a_code_to_its_answers(store):
    asked = opened(store)
    (_, code), *_ = make_codes(store, asked, {"": 5}, "安娜")
    rate(store, rounds(store)[0], None, WHOLE, code)

    with store.cursor() as cursor:
        stored = {
            name: cursor.execute(f"select * from {name}").fetchall() for name in ("survey_code", "rating", "audit")
        }
    sheet = stored["rating"][0][1]
    assert code not in str(stored)
    assert all(str(sheet) not in str(row) for name in ("survey_code", "audit") for row in stored[name])


def test_a_code_of_one_round_is_no_code_of_another(store):
    opened(store, "甲")
    (_, code), *_ = make_codes(store, round_by_text(rounds(store), "甲"), {"": 1}, "安娜")
    other = opened(store, "乙")

    with pytest.raises(NoRound):
        rate(store, other, None, WHOLE, code)


@pytest.mark.parametrize("counts", [{}, {"一线": 0}, {"一线": 501}])
def test_codes_are_made_for_somebody_and_not_for_a_city(store, counts):
    with pytest.raises(NoRound) as refused:
        make_codes(store, opened(store), counts, "安娜")
    assert refused.value.code == "rounds.code_count"


def test_another_model_is_a_list_of_items(store):
    items = items_from_text("战略：目标清楚\n\n 流程 \nPeople: trained and kept\n")
    open_round(store, Opening("成熟度", "本公司", date(2026, 1, 1), "", items), "安娜")
    asked = rounds(store)[0]
    taken = read(store, asked, "评分者,战略,流程,people\n甲,4,3,5\n".encode())

    assert [(i.name, i.meaning) for i in items] == [("战略", "目标清楚"), ("流程", ""), ("People", "trained and kept")]
    assert [sheet.grades for sheet in taken.sheets] == [{"战略": 4, "流程": 3, "people": 5}]


@pytest.mark.parametrize(("text", "code"), [("甲\n乙", "rounds.item_count"), ("甲\n乙\n甲 ：又", "rounds.item_twice"),
                                            ("\n".join(f"第{n}项" for n in range(17)), "rounds.item_count")])  # fmt: skip
def test_a_list_that_is_no_model_is_refused(text, code):
    with pytest.raises(NoRound) as refused:
        items_from_text(text)
    assert refused.value.code == code
