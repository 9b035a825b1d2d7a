"""Guesses in the ledger: whatever is uploaded, told, confirmed, undone and redone, the register has what stands of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_core.review.commit import commit, turn
from kpi_core.review.scope import kpis
from kpi_core.review.unconfirmed import confirm
from kpi_core.review.upload import preview
from kpi_core.store import open_store, verify
from kpi_core.tables import TABLES

GUESSED = {"投诉率": {"direction": "lower", "aggregation": "mean"}, "产量": {}, "停机时长": {"direction": "lower"}}
DEFAULT = {"direction": "higher", "aggregation": "sum"}
TOLD = {"direction": ("higher", "lower"), "aggregation": ("sum", "mean", "last")}

FILE = st.tuples(
    st.just("file"), st.sampled_from(list(GUESSED)), st.sampled_from([None, *TOLD["direction"]]),
    st.sampled_from([None, *TOLD["aggregation"]]), st.booleans(),
)  # fmt: skip
STEP = st.one_of(FILE, FILE, st.tuples(st.just("turn"), st.integers(0, 9)), st.tuples(st.just("confirm")))


class Register:
    """What must hold, in plain Python: per KPI and field the statements, and which uploads stand."""

    def __init__(self):
        self.said, self.standing, self.used = [], [], []

    def stated(self, kpi, field):
        """The latest value that somebody stated or confirmed and that stands; None for none."""
        found = [value for upload, *key, value in self.said if key == [kpi, field] and self.stands(upload)]
        return found[-1] if found else None

    def stands(self, upload):
        return upload is None or self.standing[upload]

    def open(self, kpi):
        return [field for field in GUESSED[kpi] if self.stated(kpi, field) is None]

    def holds(self):
        """Direction, aggregation and open fields of each KPI that a standing upload uses."""
        live = {kpi for upload, kpi in self.used if self.stands(upload)}
        return {
            kpi: (*(self.stated(kpi, field) or GUESSED[kpi].get(field) or DEFAULT[field] for field in DEFAULT), tuple(self.open(kpi)))
            for kpi in live
        }  # fmt: skip


def take(store, known, number, step):
    """Take a file of one KPI in, as the step says, in the store and in what is known."""
    _, kpi, *told, accept = step
    stated = dict(zip(DEFAULT, told, strict=True))
    text = f"部门,指标,期间,实际值,方向,汇总方式\nA,{kpi},2024-{number + 1:02d},{number + 1},{told[0] or ''},{told[1] or ''}\n"
    found = preview(store, f"{number}.csv", text.encode())
    clashing = any(value and known.stated(kpi, field) not in (None, value) for field, value in stated.items())
    assert bool(found.errors) == clashing
    if clashing:
        return False
    commit(store, found, "me", accept=accept)
    upload = len(known.standing)
    known.standing.append(True)
    known.used.append((upload, kpi))
    for field, value in stated.items():
        if value and known.stated(kpi, field) is None:
            known.said.append((upload, kpi, field, value))
    if accept:
        known.said += [(upload, kpi, field, GUESSED[kpi][field]) for field in known.open(kpi)]
    return True


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=1, max_size=6))
def test_any_sequence_of_files_confirmations_and_undos_leaves_what_was_told_else_the_guess_and_its_mark(steps):
    store, known = open_store(":memory:"), Register()
    for number, step in enumerate(steps):
        if step[0] == "file":
            take(store, known, number, step)
        elif step[0] == "confirm":
            names = {kpi.values["name"] for kpi in kpis(store).values() if kpi.values["standing"]}
            confirm(store, [kpi for kpi in kpis(store).values() if kpi.values["standing"]], "me")
            known.said += [
                (None, kpi, field, GUESSED[kpi][field]) for kpi in sorted(names) for field in known.open(kpi)
            ]
        elif known.standing:
            place = step[1] % len(known.standing)
            turn(store, place + 1, "me", "undo" if known.standing[place] else "redo")
            known.standing[place] = not known.standing[place]
        held = {
            kpi.values["name"]: (kpi.values["direction"], kpi.values["aggregation"], kpi.unconfirmed)
            for kpi in kpis(store).values() if kpi.values["standing"]
        }  # fmt: skip
        assert held == known.holds()
    assert verify(store) == []
    store.close()


@pytest.mark.damages_store("a yes is made a statement")
def test_what_a_statement_rests_on_is_sealed_with_it():
    store = open_store(":memory:")
    commit(store, preview(store, "a.csv", "部门,指标,期间,实际值\nA,投诉率,2024-01,1\n".encode()), "me", accept=True)
    with store.cursor() as cursor:
        rows = cursor.execute("select field, value, basis from register_entry where kpi_id = 1 order by seq").fetchall()
        assert rows == [
            ("name", "投诉率", None), ("direction", "lower", "guessed"), ("aggregation", "mean", "guessed"),
            ("direction", "lower", "confirmed"), ("aggregation", "mean", "confirmed"),
        ]  # fmt: skip
        cursor.execute("begin")
        cursor.execute("update register_entry set basis = null where basis = 'confirmed'")
        cursor.execute("commit")
    found = verify(store)

    assert {values["table"] for _, values in found} == {"register_entry"}
    assert list(TABLES["register_entry"].columns)[-1] == "basis"
