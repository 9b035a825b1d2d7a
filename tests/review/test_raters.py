"""What a reader of the data file can learn of a rater: neither who, nor when, nor in which order; and nothing before closing."""

from datetime import date
from itertools import pairwise

import pytest

from kpi_core.measures import agreement
from kpi_core.reports.forces import forces_json, forces_text
from kpi_core.review.changed import ChangedMeanwhile
from kpi_core.review.forces import forces
from kpi_core.review.forces_findings import forces_findings
from kpi_core.review.rounds import (
    NoRound,
    Opening,
    admit,
    make_codes,
    model,
    open_round,
    rate,
    rounds,
    take,
    turn_round,
)
from kpi_core.review.rounds import read as read_sheets
from kpi_core.store import RoundTurned, add_sheet, add_sheets, open_store, turn_survey, verify
from kpi_core.tables.surveys import LEAST_RATERS
from kpi_core.text import t
from kpi_core.text.headlines import sentence

ITEMS = [item.item for item in model()]
# Names that stand nowhere else in the file, so that they tell which sheets a block of it knows.
TEAMS = tuple(f"Xq{at}wing{at}zy" for at in range(8))
_HEADER, _BLOCK = 12_288, 262_144


def opened(store, title="r"):
    open_round(store, Opening(title, "us", date(2026, 10, 1), "1 to 5", model(), TEAMS), "anna")
    return now(store, title)


def now(store, title="r"):
    return next(r for r in rounds(store) if r.title == title)


def grades(at):
    return {item: 1 + (at + place) % 5 for place, item in enumerate(ITEMS)}


def answer(store, count, first=0):
    for at in range(first, first + count):
        rate(store, now(store), TEAMS[at % 8], grades(at))


def stored(store, question):
    with store.cursor() as cursor:
        return cursor.execute(question).fetchall()


def known_states(path):
    """For each block of the file, and the log beside it, the sheets it knows of."""
    data = path.read_bytes()
    log = path.with_name(path.name + ".wal")
    blocks = [data[at : at + _BLOCK] for at in range(_HEADER, len(data), _BLOCK)]
    blocks += [log.read_bytes()] if log.exists() else []
    return [found for block in blocks if (found := {team for team in TEAMS if team.encode() in block})]


@pytest.mark.parametrize("coded", [False, True])
def test_no_block_of_the_file_keeps_an_earlier_state(tmp_path, coded):
    """A block with all sheets but the newest would give the newest away."""
    path = tmp_path / "a.duckdb"
    store = open_store(str(path))
    asked = opened(store)
    codes = dict(make_codes(store, asked, dict.fromkeys(TEAMS, 1), "anna")) if coded else {}
    for at, team in enumerate(TEAMS[:6]):
        rate(store, now(store), None if coded else team, grades(at), codes.get(team, ""))
        states = known_states(path)

        assert all(state in (set(TEAMS), set(TEAMS[: at + 1])) for state in states), states
        assert (set(TEAMS[: at + 1])) in states
    turn_round(store, now(store), "closed", "anna")
    assert all(state in (set(TEAMS), set(TEAMS[:6])) for state in known_states(path))
    store.close()


def test_rows_of_the_newest_sheet_lie_among_the_others(store):
    opened(store)
    answer(store, 8)
    teams = [row[0] for row in stored(store, "select team from rating order by rowid")]

    assert sorted(teams) == sorted(team for team in TEAMS for _ in ITEMS)
    assert set(teams[-len(ITEMS) :]) != {TEAMS[7]}
    assert sum(a != b for a, b in pairwise(teams)) > len(TEAMS)


def test_a_used_code_lies_where_it_may(store):
    """Codes lie in another order after each answer: neither who got them first nor who used them last can be read."""
    codes = make_codes(store, opened(store), {TEAMS[0]: 12, TEAMS[1]: 12}, "anna")
    orders = []
    for at in range(3):
        orders.append(stored(store, "select digest from survey_code order by rowid"))
        rate(store, now(store), None, grades(at), codes[at][1])
    orders.append(stored(store, "select digest from survey_code order by rowid"))

    assert len({str(order) for order in orders}) == 4


def test_an_answer_leaves_no_row_in_the_audit_and_raises_the_data_version(tmp_path):
    path = str(tmp_path / "a.duckdb")
    store = open_store(path)
    opened(store)
    before, version = stored(store, "select count(*) from audit"), store.version
    first = stored(store, "select max(moment) from audit")
    answer(store, 3)
    moments = stored(store, "select max(moment) from audit")
    columns = stored(
        store, "select column_name from (describe rating) union all select column_name from (describe survey_answers)"
    )

    assert stored(store, "select count(*) from audit") == before
    assert store.version > version
    assert moments == first
    assert not {name for (name,) in columns} & {"moment", "who", "seq"}
    written = store.version
    store.close()
    store = open_store(path)
    assert store.version == written
    store.close()


def test_closing_is_one_audit_row_with_the_count(store):
    opened(store)
    answer(store, 5)
    turn_round(store, now(store), "closed", "anna")
    (detail,) = stored(store, "select detail from audit order by seq desc limit 1")[0]

    assert detail == '{"sheets": 5, "survey": 1, "what": "closed"}'
    assert verify(store) == []


def test_an_open_round_says_how_many_answered_and_nothing_else(store):
    opened(store)
    answer(store, 6)
    shown = forces(store, now(store), [])
    document = forces_json(store, "r", [], "en")

    assert (shown.shown, shown.raters, shown.levels, shown.groups, shown.overall) == (False, 6, [], [], None)
    assert (document["raters"], document["forces"], document["groups"], document["overall"], document["complete"]) == (
        6,
        [],
        [],
        None,
        None,
    )
    assert document["agreement"]["w"]["w"] is None
    assert forces_text(document) == "R: still open, handed in so far: 6; results are shown once it is closed."
    turn_round(store, now(store), "closed", "anna")
    assert len(forces_json(store, "r", [], "en")["forces"]) == 10


def test_an_open_round_beside_a_closed_one_shows_nothing(store):
    opened(store)
    answer(store, 6)
    turn_round(store, now(store), "closed", "anna")
    other = opened(store, "other")
    for at in range(6):
        rate(store, other, TEAMS[0], grades(at + 1))
    other = now(store, "other")
    shown = forces(store, now(store), [other])

    assert shown.others == [(other, [None] * 10, [])]
    assert "other has no results to show yet" in sentence(forces_findings(shown), "en")


@pytest.mark.parametrize(
    ("more", "readable", "grouped"), [(0, True, True), (1, False, False), (4, False, False), (5, True, False)]
)
def test_a_round_that_was_opened_again_shows_nothing_that_differs_by_few(store, more, readable, grouped):
    """Two results that differ by one sheet would give that sheet away; so would a group's."""
    opened(store)
    for at in range(12):
        rate(store, now(store), TEAMS[at % 2], grades(at))
    turn_round(store, now(store), "closed", "anna")
    assert forces(store, now(store), []).shown
    turn_round(store, now(store), "reopened", "anna")
    assert not forces(store, now(store), []).shown
    answer(store, more)
    for _ in range(2):
        turn_round(store, now(store), "closed", "anna")
        shown = forces(store, now(store), [])

        assert (shown.shown, bool(shown.groups)) == (readable, grouped)
        if not readable:
            assert "fewer than 5 of them new" in sentence(forces_findings(shown), "en")
        turn_round(store, now(store), "reopened", "anna")


@pytest.mark.parametrize("code", ["", " ", "guessed"])
@pytest.mark.parametrize("closed", [False, True])
def test_an_empty_or_wrong_code_is_refused_before_anything_else(store, code, closed):
    make_codes(store, opened(store), {TEAMS[0]: 1}, "anna")
    if closed:
        turn_round(store, now(store), "closed", "anna")
    for asking in (lambda: admit(store, now(store), code), lambda: rate(store, now(store), "nobody", {}, code)):
        with pytest.raises(NoRound) as refused:
            asking()
        assert refused.value.code == "rate.code_unknown"


def test_nothing_is_added_to_a_round_that_was_closed_meanwhile(store):
    asked = opened(store)
    codes = make_codes(store, asked, {TEAMS[0]: 1}, "anna")
    coded = now(store)
    turn_round(store, coded, "closed", "bob")
    text = "评分者,组别," + ",".join(item.name for item in model()) + "\n1,x," + ",".join("3" * 10) + "\n"  # one sheet
    deeds = {
        "rate.closed": lambda: rate(store, coded, None, grades(1), codes[0][1]),
        "forces.closed": lambda: take(store, asked, read_sheets(store, asked, text.encode()), "anna"),
    }
    for code, deed in deeds.items():
        with pytest.raises(NoRound) as refused:
            deed()
        assert refused.value.code == code
    with pytest.raises(ChangedMeanwhile):
        turn_round(store, asked, "closed", "anna")
    for deed in (lambda: add_sheet(store, 1, (None, grades(1))), lambda: add_sheets(store, 1, [(None, grades(1))], "anna"),
                 lambda: turn_survey(store, 1, "closed", "anna")):  # fmt: skip
        with pytest.raises(RoundTurned):
            deed()

    assert now(store).sheets == 0
    assert verify(store) == []


def test_few_is_the_same_number_for_a_round_and_for_what_is_computed_of_it():
    assert agreement.LEAST == LEAST_RATERS == 5


def test_the_page_promises_what_the_file_keeps():
    """The sentence on the rater's page names what is kept, and who could tell sheets apart all the same."""
    for lang, words in (
        ("zh", ("不问姓名", "随机编号", "不记时间", "审计中也没有", "关闭且满 5 份", "复制一份数据文件")),
        ("en", ("name is not asked", "random number", "without a time", "the audit has no line", "closed and 5 have answered",
                "copy the data file before and after")),
    ):  # fmt: skip
        promise = t("rate.anonymous", lang, with_team=t("rate.with_team", lang))
        assert all(word in promise for word in words)
