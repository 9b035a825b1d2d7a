"""The ledger: whatever is uploaded, undone and redone in whatever order, the facts are those of what stands."""

import hashlib
import os
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kpi_core.review.commit import commit, rehearse, rehearse_turn, turn
from kpi_core.review.history import file_of, uploads
from kpi_core.review.upload import preview
from kpi_core.store import NoSuchUpload, open_store, verify
from tests.build import load, take

UNITS, KPIS, MONTHS = ("A", "B/x"), ("K1", "K2"), ("2023-11", "2024-01", "2024-02", "2024Q1")
COLUMNS = ("实际值", "目标值")

LINE = st.tuples(
    st.sampled_from(UNITS), st.sampled_from(KPIS), st.sampled_from(MONTHS),
    st.one_of(st.none(), st.integers(0, 5)), st.one_of(st.none(), st.integers(0, 5)), st.sampled_from((None, None, 1, 3)),
)  # fmt: skip
FILE = st.lists(LINE, min_size=1, max_size=5, unique_by=lambda line: line[:3])
STEP = st.one_of(
    st.tuples(st.just("upsert"), FILE.filter(lambda lines: any(v is not None for line in lines for v in line[3:]))), st.tuples(st.just("replace"), FILE), st.tuples(st.just("turn"), st.integers(0, 5))
)  # fmt: skip


def csv_of(lines):
    """The lines as a file; a sixth part is a weight."""
    rows = [",".join("" if value is None else str(value) for value in line) for line in lines]
    return "部门,指标,期间,实际值,目标值" + ",权重" * (len(lines[0]) > 5) + "\n" + "\n".join(rows) + "\n"


def facts(store):
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select u.name, k.name, f.grain, f.period, f.actual, f.target from fact f join unit u using (unit_id) "
            "join kpi k using (kpi_id)"
        ).fetchall()
    return {tuple(map(str, row[:4])): row[4:] for row in rows}


def scores(store):
    """Score and coverage of every unit and period that has any."""
    with store.cursor() as cursor:
        return cursor.execute(
            "select u.name, s.grain, s.period, round(s.score, 9), round(s.coverage, 9) from score s join unit u using (unit_id) "
            "where s.score is not null order by all"
        ).fetchall()


def standing_facts(files):
    """The facts that these files, in order, leave: the oracle, in plain Python."""
    known = {}
    for mode, lines in files:
        if mode == "replace":
            units, periods = {line[0] for line in lines}, {line[2] for line in lines}
            with_target = {line[1] for line in lines if line[4] is not None}
            for key, (_, target) in list(known.items()):
                if key[0] in units and key[2] in periods:
                    known[key] = (None, None if key[1] in with_target else target)
            known = {key: value for key, value in known.items() if value != (None, None)}
        for unit, kpi, period, actual, target, _ in lines:
            old = known.get((unit, kpi, period), (None, None))
            new = (old[0] if actual is None else actual, old[1] if target is None else target)
            if new != (None, None):
                known[unit, kpi, period] = new
    return sorted(map(str, known.values()))


@settings(
    max_examples=int(os.environ.get("ATTAIN_EXAMPLES", "10")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)
@given(st.lists(STEP, min_size=1, max_size=7))
# A unit above one that no standing upload speaks of any more stands no longer either.
@example(
    [
        ("replace", [("B/x", "K1", "2024-02", None, 1, None)]),
        ("upsert", [("A", "K1", "2024-02", 1, None, None)]),
        ("turn", 4),
        ("replace", [("B/x", "K1", "2024-02", None, 1, None)]),
        ("turn", 5),
    ]
)
def test_any_sequence_of_uploads_and_undos_leaves_exactly_the_facts_of_what_stands(steps):
    store = open_store(":memory:")
    files, stands = [], []
    for step, detail in steps:
        if step != "turn":
            number = take(store, csv_of(detail), f"{len(files)}.csv", step)
            if number > len(files):
                files.append((step, detail))
                stands.append(True)
        elif files:
            place = detail % len(files)
            turn(store, place + 1, "me", "undo" if stands[place] else "redo")
            stands[place] = not stands[place]

    kept = [file for file, standing in zip(files, stands, strict=True) if standing]
    assert sorted(
        str(tuple(None if v is None else int(v) for v in row)) for row in facts(store).values()
    ) == standing_facts(kept)
    assert verify(store) == []
    replay = open_store(":memory:")
    for n, (mode, lines) in enumerate(kept):
        take(replay, csv_of(lines), f"again {n}.csv", mode)
    assert facts(store) == facts(replay)
    assert scores(store) == scores(replay)
    store.close()
    replay.close()


def test_a_replacing_file_ends_what_it_lacks_in_its_departments_and_months(store):
    load(
        store,
        {},
        [
            ("A", "K", "2024-01", 1, 10),
            ("A", "L", "2024-01", 2, 20),
            ("A", "L", "2024-02", 3, 30),
            ("B", "L", "2024-01", 4, 40),
        ],
    )
    found = preview(store, "r.csv", csv_of([("A", "K", "2024-01", 5, None)]).encode(), mode="replace")

    assert [(row["kpi"], row["actual"], row["target"]) for row in found.withdrawn] == [("L", 2.0, None)]
    assert (found.new, found.changed, found.same) == (0, 1, 0)
    number = commit(store, found, "me")
    assert sorted(facts(store).values(), key=str) == [(3.0, 30.0), (4.0, 40.0), (5.0, 10.0), (None, 20.0)]
    turn(store, number, "me")
    assert sorted(facts(store).values()) == [(1.0, 10.0), (2.0, 20.0), (3.0, 30.0), (4.0, 40.0)]


def test_a_replacing_file_ends_only_the_columns_it_has(store):
    load(store, {}, [("A", "K", "2024-01", 1, 10), ("A", "L", "2024-01", 2, 20)])
    take(store, "部门,指标,期间,实际值\nA,K,2024-01,5\n", "r.csv", "replace")

    assert sorted(facts(store).values(), key=str) == [(5.0, 10.0), (None, 20.0)]


def test_what_a_redo_brings_back_finds_that_it_was_replaced_meanwhile(store):
    first = take(store, csv_of([("A", "K", "2024-01", 1, 10)]))
    turn(store, first, "me")
    take(store, csv_of([("A", "L", "2024-01", 2, 20), ("A", "K", "2024-02", 3, 30)]), "r.csv", "replace")
    turn(store, first, "me", "redo")

    assert sorted(facts(store).values()) == [(2.0, 20.0), (3.0, 30.0)]


def test_a_replacing_file_ends_targets_only_of_kpis_it_states_one_for_and_lists_what_ends(store):
    load(store, {}, [(unit, kpi, month, 1, 10) for unit in "AB" for kpi in "KL" for month in ("2024-01", "2024-02")])
    lines = [("A", "K", "2024-01", 5, 50), ("A", "K", "2024-02", 6, None), ("A", "L", "2024-01", 7, None)]
    found = preview(store, "r.csv", csv_of(lines).encode(), mode="replace")

    ends = [(r["unit"], r["kpi"], f"{r['period']:%Y-%m}", r["actual"], r["target"]) for r in found.withdrawn]
    assert ends == [("A", "K", "2024-02", None, 10.0), ("A", "L", "2024-02", 1.0, None)]
    commit(store, found, "me")
    left = {key[1::2]: value for key, value in facts(store).items() if key[0] == "A"}
    assert left == {
        ("K", "2024-01-01"): (5.0, 50.0), ("K", "2024-02-01"): (6.0, None),
        ("L", "2024-01-01"): (7.0, 10.0), ("L", "2024-02-01"): (None, 10.0),
    }  # fmt: skip
    assert verify(store) == []


@pytest.mark.damages_store("an upload is made to look as before")
def test_a_file_that_replaced_before_the_rule_still_ends_the_targets_of_every_kpi(store):
    load(store, {}, [("A", "K", "2024-01", 1, 10), ("A", "L", "2024-01", 2, 20)])
    number = take(store, csv_of([("A", "K", "2024-01", 5, 50)]), "r.csv", "replace")
    with store.writing() as cursor:
        cursor.execute("update upload set covers = 'figures targets' where upload_id = ?", [number])
    turn(store, number, "me")
    turn(store, number, "me", "redo")

    assert list(facts(store).values()) == [(5.0, 50.0)]


def test_the_effect_of_a_file_is_said_before_and_holds_after(store):
    load(store, {}, [("A", "K", "2024-01", 10, 10), ("A", "L", "2024-01", 10, 10), ("A", "K", "2024-02", 10, 10)])
    found = preview(store, "b.csv", csv_of([("A", "K", "2024-01", 5, None), ("A", "M", "2024-01", 1, 1)]).encode())
    before = facts(store), store.version
    said = rehearse(store, found)

    assert (facts(store), store.version) == before
    assert {key: n for key, n in said.turned.items() if key[0] == "good"} == {("good", "miss"): 2}
    company = next(row for row in said.scores if row["unit_id"] == 1 and row["period"] == date(2024, 1, 1))
    assert (company["before"], round(company["after"], 6)) == (1.0, round((0.5 + 1 + 1) / 3, 6))
    number = commit(store, found, "me")
    with store.cursor() as cursor:
        rows = cursor.execute("select score from score where unit_id = 1 and period = date '2024-01-01'").fetchall()
    assert rows == [(company["after"],)]
    back = rehearse_turn(store, number)
    assert {(key[1], key[0]): n for key, n in back.turned.items()} == said.turned


def test_two_people_who_bring_the_same_new_department_make_one(store):
    files = [csv_of([("A/x", "K", month, 1, 1)]) for month in ("2024-01", "2024-02")]
    previews = [preview(store, f"{at}.csv", text.encode()) for at, text in enumerate(files)]
    for found in previews:
        commit(store, found, "me")

    assert [row["name"] for row in store.rows("units")] == ["公司", "A", "x"]
    assert [row["name"] for row in store.rows("kpis")] == ["K"]
    assert len(facts(store)) == 2


def test_undoing_a_middle_upload_keeps_the_later_one(store):
    load(store, {}, [("A", "K", "2024-01", 1, 10)])
    take(store, csv_of([("A", "K", "2024-01", 2, None), ("A", "K", "2024-02", 2, None)]), "second")
    take(store, csv_of([("A", "K", "2024-01", 3, None)]), "third")

    turn(store, 2, "me")

    assert sorted(facts(store).values()) == [(3.0, 10.0)]


def test_a_blank_says_nothing(store):
    load(store, {}, [("A", "K", "2024-01", 1, 10)])
    take(store, csv_of([("A", "K", "2024-01", None, 11)]), "later")

    assert list(facts(store).values()) == [(1.0, 11.0)]


def test_the_same_file_again_changes_nothing(store):
    text = csv_of([("A", "K", "2024-01", 1, 10)])

    assert take(store, text) == take(store, text) == 1
    assert len(uploads(store)) == 1


def test_the_same_file_counts_again_after_a_later_upload_touched_its_keys(store):
    text = csv_of([("A", "K", "2024-01", 1, 10)])
    take(store, text)
    take(store, csv_of([("A", "K", "2024-01", 2, 10)]), "later")

    assert take(store, text) == 3
    assert list(facts(store).values()) == [(1.0, 10.0)]


def test_an_undone_file_can_be_taken_in_again(store):
    text = csv_of([("A", "K", "2024-01", 1, 10)])
    take(store, text)
    turn(store, 1, "me")

    assert take(store, text) == 2
    assert list(facts(store).values()) == [(1.0, 10.0)]


def test_what_an_undone_upload_made_disappears_unless_another_uses_it(store):
    take(store, csv_of([("A", "K1", "2024-01", 1, 1), ("A", "K2", "2024-01", 1, 1)]), "first")
    take(store, csv_of([("A", "K1", "2024-02", 1, 1)]), "second")

    turn(store, 1, "me")

    assert {row["name"]: row["standing"] for row in store.rows("kpis")} == {"K1": True, "K2": False}


def test_a_register_value_goes_with_the_upload_that_set_it(store):
    take(store, "部门,指标,期间,实际值,目标值,方向\nA,K,2024-01,8,10,越小越好\n", "first")
    take(store, csv_of([("A", "K", "2024-02", 8, 10)]), "second")
    lower = store.rows("kpis")[0]["direction"]
    turn(store, 1, "me")

    assert (lower, store.rows("kpis")[0]["direction"]) == ("lower", "higher")
    assert verify(store) == []


def test_undoing_twice_or_what_is_not_there_is_refused(store):
    take(store, csv_of([("A", "K", "2024-01", 1, 1)]))
    turn(store, 1, "me")

    for number in (1, 7):
        with pytest.raises(NoSuchUpload):
            turn(store, number, "me")


def test_the_bytes_of_every_upload_are_kept(store):
    data = csv_of([("A", "K", "2024-01", 1, 1)]).encode("gb18030")
    number = commit(store, preview(store, "gbk.csv", data), "me")

    assert file_of(store, number) == data
    assert uploads(store)[0].sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.damages_store("the audit is changed behind the chain's back")
def test_every_deed_stands_in_the_audit_chain(store):
    take(store, csv_of([("A", "K", "2024-01", 1, 1)]))
    turn(store, 1, "anna")

    assert [(row["who"], row["what"]) for row in store.rows("audit_log", count=9)] == [
        ("anna", "undo"),
        ("tester", "import"),
    ]
    with store.writing() as cursor:
        cursor.execute("update audit set who = 'eve' where seq = 1")
    assert ("audit_broken", {"table": "audit", "row": 1}) in verify(store)


@pytest.mark.damages_store("facts, results and a fingerprint are changed by hand")
def test_verify_finds_facts_results_and_files_that_were_changed(store):
    take(store, csv_of([("A", "K", "2024-01", 1, 1)]))
    with store.writing() as cursor:
        cursor.execute("update fact set actual = 9")
        cursor.execute("update result set attainment = 9")
        cursor.execute("update upload set sha256 = 'x'")

    found = [(code, values.get("table")) for code, values in verify(store)]

    assert found == [
        ("row_changed", "upload"),
        ("file_changed", "upload_file"),
        ("derived_differs", "fact"),
        ("derived_differs", "result"),
    ]


def test_a_failed_deed_leaves_nothing(store):
    from kpi_core.store import deed

    def failing():
        with deed(store, "me") as doing:
            doing.new_kpi(0, "half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()

    assert store.rows("kpis") == []
    assert store.version == 0
