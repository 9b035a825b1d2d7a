"""Small companies in one situation each: what the headlines are tested on."""

from datetime import date

from kpi_core.review.board import board
from kpi_core.review.department_findings import departments_findings, moved_findings
from kpi_core.review.departments import departments
from kpi_core.review.findings import board_findings
from kpi_core.review.forces import forces
from kpi_core.review.forces_findings import forces_findings
from kpi_core.review.kpi import kpi_view
from kpi_core.review.kpi_findings import kpi_findings
from kpi_core.review.rounds import Opening, model, open_round, rate, round_by_text, rounds, turn_round
from kpi_core.review.scope import Period, kpi_by_text, kpis, period_by_text, periods, unit_by_text, units
from kpi_core.review.trends import trends, trends_findings
from kpi_core.store import open_store
from kpi_core.text.headlines import sentence
from tests.build import load

LOW = {"direction": "lower"}
# Twelve ordinary months around 50, then what happens.
CALM = [50, 52, 49, 51, 50, 48, 51, 50, 49, 52, 50, 51]
SEASON = [90, 78, 102, 97, 99, 106, 95, 93, 105, 104, 110, 121]


def months(count, start=(2022, 1)):
    first = start[0] * 12 + start[1] - 1
    return [f"{(first + n) // 12}-{(first + n) % 12 + 1:02d}" for n in range(count)]


def course(values, target=None, unit="A", kpi="K", start=(2022, 1)):
    """Facts of one KPI month after month; a None is a month without a line."""
    return [
        (unit, kpi, month, value, target)
        for month, value in zip(months(len(values), start), values, strict=True)
        if value is not None
    ]


def rows(month="2024-01", **values):
    """Facts of K for departments in a month against 100."""
    return [(unit, "K", month, value, 100) for unit, value in values.items()]


def rising(n, slope=1.0):
    """A line with noise that does not come back every year: that would be a season."""
    return [50 + slope * at + 0.2 * ((at * 7) % 5 - 2) for at in range(n)]


# page -> situation -> (KPI fields, facts, weights)
BOARD = {
    "all on target": ({}, rows(A=105, B=110), None),
    "one to watch": ({}, rows(A=95, B=110), None),
    "a miss, first month": ({}, rows(A=50, B=110), None),
    "better than last month": ({}, [*rows("2023-12", A=90), *rows(A=100)], None),
    "worse than last month": ({}, [*rows("2023-12", A=100), *rows(A=92)], None),
    "level with last month": ({}, [*rows("2023-12", A=95), *rows(A=95)], None),
    "missed three in a row": ({}, [fact for m in months(3, (2023, 11)) for fact in rows(m, A=50)], None),
    "no target anywhere": ({}, [("A", "K", "2024-01", 5, None)], None),
    "most of it missing": (
        {"K": {}, "L": {}},
        [("A", "K", "2024-01", 5, 5), ("A", "L", "2024-01", None, 5)],
        {("A", "K"): 1, ("A", "L"): 9},
    ),
    "a quarter": ({}, [("A", "K", "2024Q1", 90, 100)], None),
    "a year": ({}, [("A", "K", "2023", 110, 100)], None),
    "a band": (
        {"K": {"direction": "band", "low": 1, "high": 3, "tolerance": 1}},
        [("A", "K", "2024-01", 5, None)],
        None,
    ),
    "two departments miss": ({}, rows(A=50, B=40), None),
}
KPI = {
    "one month": ({}, course([95], 100), None),
    "five months": ({}, course([95, 96, 97, 98, 99], 100), None),
    "constant": ({}, course([7] * 14, 7), None),
    "noise": ({}, course([*CALM, 50, 49], 45), None),
    "spike up, better": ({}, course([*CALM, 70], 45), None),
    "spike up, worse": ({"K": LOW}, course([*CALM, 70], 60), None),
    "three of four near the limit": ({}, course([*CALM, 54, 50, 54.5, 54.2], 45), None),
    "eight on one side": ({}, course([*CALM, 51, 51.5, 52, 51, 51.4, 51.2, 51.8, 51.6], 45), None),
    "early sign": ({}, course([1, 2, 3, 4, 5, 6], 3), None),
    "confirmed improvement": ({}, course(rising(24), 40), None),
    "confirmed worsening": ({"K": LOW}, course(rising(24), 90), None),
    "a season": (
        {},
        course(
            [round(v * (1 + 0.005 * y) + ((at * 7) % 5 - 2) * 0.3, 2) for y in range(3) for at, v in enumerate(SEASON)],
            80,
        ),
        None,
    ),
    "not reported": ({}, [*course([*CALM, None], 45), ("B", "K", "2023-01", 1, 1)], None),
    "a rise without direction": ({"K": {"direction": "none"}}, course([*CALM, 70]), None),
    "landing short of the year": (
        {"K": {"aggregation": "sum"}},
        [*course([100] * 18, 110), *[("A", "K", m, None, 110) for m in months(6, (2023, 7))]],
        None,
    ),
}
DEPARTMENTS = {
    "one department": ({}, rows(A=95), None),
    "two, first month": ({}, rows(A=110, B=95), None),
    "all the same": ({}, rows(A=100, B=100, C=100), None),
    "two share the lead": ({}, rows(A=110, B=110, C=90), None),
    "nobody has a score": ({}, [("A", "K", "2024-01", 5, None), ("B", "K", "2024-01", 5, None)], None),
    "one is silent": ({"K": {}}, rows(A=110, B=95), {("A", "K"): 1, ("B", "K"): 1, ("C", "K"): 1}),
    "within month-to-month movement": (
        {},
        [
            f
            for at, m in enumerate(months(6, (2023, 8)))
            for f in rows(m, A=100 + 8 * (-1) ** at, B=99 - 8 * (-1) ** at)
        ],
        None,
    ),
    "a real lead": (
        {},
        [f for at, m in enumerate(months(6, (2023, 8))) for f in rows(m, A=110 + at % 2, B=80 + at % 2)],
        None,
    ),
    "two that cannot be told apart ahead": (
        {},
        [
            f
            for at, m in enumerate(months(6, (2023, 8)))
            for f in rows(m, A=110 + at % 2, B=109 + at % 2, C=70 + at % 2)
        ],
        None,
    ),
    "different KPIs": ({}, [("A", "K", "2024-01", 110, 100), ("B", "L", "2024-01", 90, 100)], None),
    "rose": ({}, [*rows("2023-12", A=90, B=90), *rows(A=100, B=90)], None),
    "fell": ({}, [*rows("2023-12", A=100, B=90), *rows(A=90, B=90)], None),
    "still": ({}, [*rows("2023-12", A=95, B=95), *rows(A=95, B=95)], None),
}
TRENDS = {
    "one month": ({}, course([95], 100), None),
    "five months": ({}, course([95, 96, 97, 98, 99], 100), None),
    "all quiet": ({}, course([*CALM, 50], 45), None),
    "one worse": ({"K": LOW}, course([*CALM, 70], 60), None),
    "one better": ({}, course([*CALM, 70], 45), None),
    "one each way": ({"K": LOW}, [*course([*CALM, 70], 60), *course([*CALM, 70], 60, kpi="L")], None),
    "a rise without direction": ({"K": {"direction": "none"}}, course([*CALM, 70]), None),
    "near the limit": ({}, course([*CALM, 54, 50, 54.5, 54.2], 45), None),
    "eight on one side": ({}, course([*CALM, 51, 51.5, 52, 51, 51.4, 51.2, 51.8, 51.6], 45), None),
    "one trend stands": ({}, course(rising(24), 40), None),
    "two trends stand": ({}, [*course(rising(24), 40), *course(rising(24, 2.0), 40, kpi="L")], None),
    "constant": ({}, course([7] * 14, 7), None),
    "nothing in the department": ({}, [*course([*CALM, 50], 45), ("B/x", "L", "2021-01", 1, 1)], None),
}
# One row a rater, one grade each for brand, R&D and marketing; then the round beside it, if any.
ALIKE = [[5, 3, 2]] * 6 + [[4, 3, 2]] * 6
UNLIKE = [[5, 3, 2], [2, 3, 5], [3, 5, 2], [4, 2, 5]] * 3
FORCES = {
    "four raters": (ALIKE[:4], None),
    "five raters": (ALIKE[:5], None),
    "they agree": (ALIKE, None),
    "they do not": (UNLIKE, None),
    "all the same grade": ([[4, 4, 4]] * 6, None),
    "first in the industry": ([[5, 5, 4]] * 8 + [[5, 4, 5]] * 2, None),
    "nothing to boast of": ([[1, 1, 2]] * 10, None),
    "as last year": (ALIKE, ALIKE),
    "one better": (ALIKE, [[3, 3, 2]] * 6 + [[2, 3, 2]] * 6),
    "one worse": ([[3, 3, 2]] * 6 + [[2, 3, 2]] * 6, ALIKE),
    "two better": (ALIKE, [[3, 3, 1]] * 6 + [[2, 3, 1]] * 5 + [[2, 3, 2]]),
    "two worse": ([[3, 3, 1]] * 6 + [[2, 3, 1]] * 5 + [[2, 3, 2]], ALIKE),
    "too few beside": (ALIKE, ALIKE[:3]),
}
PAGES = {
    "board": BOARD,
    "forces": FORCES,
    "kpi": KPI,
    "departments": DEPARTMENTS,
    "moved": DEPARTMENTS,
    "trends": TRENDS,
}


def said(page, situation, lang):
    """The headline of a page in a situation."""
    if page == "forces":
        return sentence(_graded(*FORCES[situation]), lang)
    fields, facts, weights = PAGES[page][situation]
    store = open_store(":memory:")
    load(store, fields, facts, weights)
    company, a = unit_by_text(units(store), ""), unit_by_text(units(store), "A")
    period = period_by_text(periods(store), None)
    if page == "board":
        found = board_findings(board(store, company, period))
    elif page == "kpi":
        when = Period("month", date(2023, 1, 1)) if situation == "not reported" else period
        found = kpi_findings(kpi_view(store, a, kpi_by_text(kpis(store), "K"), when))
    elif page == "trends":
        where = unit_by_text(units(store), "B") if situation == "nothing in the department" else a
        found = trends_findings(trends(store, where, period))
    else:
        shown = departments(store, company, period)
        found = departments_findings(shown) if page == "departments" else moved_findings(shown)
    store.close()
    return sentence(found, lang)


def _graded(ours, theirs):
    store = open_store(":memory:")
    for title, grades in (("2026", ours), ("2025", theirs)):
        opening = Opening(title, "本公司", date(int(title), 10, 1), "", model()[:3])
        open_round(store, opening, "安娜")
        for row in grades or ():
            rate(
                store,
                round_by_text(rounds(store), title),
                None,
                dict(zip(("brand", "research", "marketing"), row, strict=True)),
            )
    for opened in rounds(store):
        turn_round(store, opened, "closed", "安娜")
    first, second = rounds(store)
    found = forces_findings(forces(store, first, [second] if theirs else []))
    store.close()
    return found
