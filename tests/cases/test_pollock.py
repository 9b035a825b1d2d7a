"""The reader on the files of the Pollock benchmark (needs the case files beside the project)."""

import pytest

from kpi_core.intake.grid import read_grid, read_tables
from tests.cases.pollock import FILES, scores, totals


@pytest.fixture(scope="module")
def found(cases):
    return scores()


def test_the_simple_score_is_at_least_9_9_of_10_without_being_told_the_dialect(found):
    assert totals(found)["attain"] >= 9.9


def test_it_is_no_worse_than_pandas_and_duckdb_on_any_file(found):
    assert len(found) == 21
    for file, points in found.items():
        assert points["attain"] >= max(points["pandas"], points["duckdb_auto"]) - 1e-9, file


def test_what_is_scored_is_what_the_product_reads_and_no_record_is_lost_in_silence(found):
    for file in found:
        if file != "file_no_payload.csv":
            data = (FILES / "csv" / file).read_bytes()
            grid = read_grid(data)
            lines = [record.line for table in read_tables(data) for record in table.records]
            assert sorted([line for line, _ in grid.rows] + [p.line for p in grid.problems]) == lines, file
