"""The tables as described are the tables as made."""

from kpi_core.store import open_store
from kpi_core.tables import TABLES


def test_the_schema_has_exactly_the_described_columns_and_types():
    """The schema has exactly the described columns and types."""
    store = open_store(":memory:")
    with store.cursor() as cursor:
        for name, table in TABLES.items():
            made = cursor.execute(f"select column_name, lower(column_type) from (describe {name})").fetchall()
            described = [(column, spec.type) for column, spec in table.columns.items()]

            assert described == [(column, kind) for column, kind in made], name


def test_no_table_has_a_key_or_an_index():
    store = open_store(":memory:")
    with store.cursor() as cursor:
        assert cursor.execute("select count(*) from duckdb_indexes()").fetchall() == [(0,)]
        assert cursor.execute(
            "select count(*) from duckdb_constraints() where constraint_type <> 'NOT NULL'"
        ).fetchall() == [(0,)]
