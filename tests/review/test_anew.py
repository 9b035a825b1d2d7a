"""A preview that is older than the store is made anew before it is written; the same bytes at once are one upload."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from kpi_core.review.assigned import ALWAYS, change_weights, weights_at
from kpi_core.review.catalogue import change_kpi
from kpi_core.review.commit import Refused, Stale, commit, rehearse, turn
from kpi_core.review.scope import kpis
from kpi_core.review.upload import preview
from kpi_core.store import open_store, verify
from tests.build import load, take

HEAD = "部门,指标,期间,实际值,目标值\n"


@pytest.fixture
def store():
    made = open_store(":memory:")
    load(made, {}, [("A", "K", "2024-01", 90, 100), ("B", "K", "2024-01", 100, 100)])
    yield made
    made.close()


def read(store, text, mode="upsert"):
    return preview(store, "n.csv", (HEAD + text).encode(), mode=mode)


def test_a_preview_that_would_now_do_something_else_is_shown_again(store):
    found = read(store, "A,K,2024-01,95,\n")
    assert found.changes[0]["values"]["actual"] == (90.0, 95.0)
    take(store, HEAD + "A,K,2024-01,97,\n")
    with pytest.raises(Stale) as refused:
        commit(store, found, "李")

    assert refused.value.preview.changes[0]["values"]["actual"] == (97.0, 95.0)
    assert len(store.rows("uploads")) == 2
    assert commit(store, refused.value.preview, "李") == 3


def test_a_preview_that_still_says_the_same_goes_through(store):
    found = read(store, "A,K,2024-01,95,\n")
    take(store, HEAD + "B,K,2024-02,97,100\n")

    assert commit(store, found, "李") == 3
    assert verify(store) == []


def test_a_question_that_has_come_up_meanwhile_keeps_nothing_back(store):
    found = read(store, "A,K,2024-09,900,\n")
    for month, value in enumerate((90, 94, 89, 92, 91, 93, 90), start=2):
        take(store, HEAD + f"A,K,2024-{month:02d},{value},\n")
    assert (found.problems, [p.code for p in read(store, "A,K,2024-09,900,\n").problems]) == ([], ["door_slip"])

    assert commit(store, found, "李") == 9


def test_values_that_would_now_be_read_otherwise_are_looked_at_again(store):
    text = "A,R,2024-01,0.92,\nA,R,2024-02,95,\n"
    found = read(store, text)
    take(store, "指标,单位\nR,%\n", "r.csv")
    with pytest.raises(Stale) as refused:
        commit(store, found, "李")

    assert refused.value.preview.reading.values["actual"].tolist() == [92.0, 95.0]


def test_an_effect_that_was_seen_must_still_be_the_one(store):
    found = read(store, "A,K,2024-01,95,\n")
    seen = rehearse(store, found)
    change_kpi(store, kpis(store)[1], {"watch": 0.97}, "安娜")
    with pytest.raises(Stale):
        commit(store, found, "李", seen=seen)

    change_kpi(store, kpis(store)[1], {"watch": 0.9}, "安娜")
    assert commit(store, found, "李", seen=seen) == 2


def test_what_replaces_is_looked_at_again_when_it_would_end_more(store):
    found = read(store, "A,K,2024-01,95,100\n", "replace")
    assert found.withdrawn == []
    take(store, HEAD + "A,L,2024-01,1,1\n")
    with pytest.raises(Stale) as refused:
        commit(store, found, "李")

    assert [(row["kpi"], row["actual"]) for row in refused.value.preview.withdrawn] == [("L", 1.0)]


def test_a_new_kpi_that_somebody_else_made_in_another_way_is_looked_at_again(store):
    found = read(store, "A,M,2024-01,95,100\n")
    found.new_kpis[0].fields["direction"] = "lower"
    take(store, "部门,指标,期间,实际值,方向\nB,M,2024-01,5,越大越好\n")
    with pytest.raises(Stale):
        commit(store, found, "李")


def test_a_register_file_is_looked_at_again_when_the_register_has_changed(store):
    found = preview(store, "r.csv", "指标,负责人\nK,王\n".encode())
    change_kpi(store, kpis(store)[1], {"owner": "赵"}, "安娜")
    with pytest.raises(Stale) as refused:
        commit(store, found, "李")

    assert refused.value.preview.register_changes == [
        {"line": 2, "name": "K", "field": "owner", "old": "赵", "new": "王"}
    ]


def test_a_file_taken_for_a_copy_of_one_that_was_undone_meanwhile_is_looked_at_again(store):
    number = take(store, HEAD + "A,K,2024-02,95,100\n", "n.csv")
    found = read(store, "A,K,2024-02,95,100\n")
    assert found.no_op == number
    turn(store, number, "安娜")
    with pytest.raises(Stale) as refused:
        commit(store, found, "李")

    assert (refused.value.preview.no_op, refused.value.preview.new) == (None, 1)


def test_bad_lines_are_refused_as_before(store):
    found = read(store, "A,K,某月,95,\n")
    change_weights(store, weights_at(store, kpis(store)[1], ALWAYS), {2: 2.0}, "安娜")
    with pytest.raises(Refused):
        commit(store, found, "李")


@pytest.mark.parametrize("mode", ["upsert", "replace"])
def test_the_same_bytes_from_eight_threads_are_one_upload(tmp_path, mode):
    store = open_store(str(tmp_path / "a.duckdb"))
    data = (HEAD + "".join(f"A,K,2024-{m:02d},9{m % 10},100\n" for m in range(1, 13))).encode()
    together = Barrier(8)

    def taking(who):
        found = preview(store, "n.csv", data, mode=mode)
        together.wait()
        return commit(store, found, f"P{who}")

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(taking, range(8)))

    assert numbers == [1] * 8
    assert len(store.rows("uploads")) == 1
    assert verify(store) == []
    store.close()
