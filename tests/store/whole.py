"""A store in which every table has rows, each written by the deed that writes such rows."""

from datetime import date

from kpi_core.review.assigned import change_weights, weights_at
from kpi_core.review.catalogue import change_kpi, change_milestones
from kpi_core.review.commit import turn
from kpi_core.review.rounds import Opening, make_codes, model, open_round, rate, rounds, turn_round
from kpi_core.review.said import actions, agree, say, start_anew, step
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from kpi_core.review.settings import change_setting
from kpi_core.store import Store
from tests.build import take

HEAD = "部门,指标,期间,实际值,目标值,权重\n"
FIRST = "".join(f"{unit},{kpi},2024-0{month},{month * 10},{month * 9},{weight}\n"
                for unit in ("A", "B") for kpi, weight in (("K", 2), ("L", 1)) for month in (1, 2, 3))  # fmt: skip
MARCH = Period("month", date(2024, 3, 1))


def fill(store: Store) -> None:
    """Uploads (one replaced, one undone), register, milestones, what was said and done, one closed and one open round."""
    take(store, HEAD + FIRST, "first.csv")
    take(store, "部门,指标,期间,实际值,目标值\nA,K,2024-03,27,30\n", "second.csv", "replace")
    take(store, "部门,指标,期间,实际值,目标值\nB,L,2024-03,5,30\n", "third.csv")
    turn(store, 3, "bob")
    change_setting(store, "fiscal_start", 4, "anna")
    unit, kpi = unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K")
    change_kpi(store, kpi, {**kpi.values, "watch": 0.75, "owner": "Li"}, "anna")
    change_weights(store, weights_at(store, kpi, MARCH.first), {unit.unit_id: 3.0}, "anna")
    items = [("plan", 1.0, date(2024, 1, 31), date(2024, 1, 30)), ("build", 2.0, date(2024, 3, 31), None)]
    change_milestones(store, kpi, unit.unit_id, items, "anna")
    say(store, unit, kpi, MARCH, "cause", "a supplier stopped", "anna")
    say(store, unit, kpi, MARCH, "comment", "seen in April", "bob")
    agree(store, unit, kpi, MARCH, "another supplier", "Li", date(2024, 5, 1), "anna")
    step(store, actions(store, unit, kpi, "month")[0], "started", "asked three", "Li")
    step(store, actions(store, unit, kpi, "month")[0], "implemented", "chosen", "Li")
    start_anew(store, unit, kpi, MARCH, "another machine", "anna")
    for title, closes in (("closed", True), ("open", False)):
        open_round(store, Opening(title, "us", date(2024, 3, 1), "1 to 5", model()[:3], ("one", "two")), "anna")
        asked = next(r for r in rounds(store) if r.title == title)
        codes = make_codes(store, asked, {"one": 4, "two": 3}, "anna")
        asked = next(r for r in rounds(store) if r.title == title)
        for at, (_, code) in enumerate(codes[:6]):
            rate(store, asked, None, {item.item: 1 + (at + place) % 5 for place, item in enumerate(model()[:3])}, code)
        if closes:
            turn_round(store, asked, "closed", "anna")
