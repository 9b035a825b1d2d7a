"""The tables as described are the tables as made."""

from kpi_core.store import open_store
from kpi_core.tables import TABLES, WORD_TYPES


def kind(type_name):
    if type_name not in WORD_TYPES:
        return type_name
    return "enum(" + ", ".join(repr(word) for word in WORD_TYPES[type_name]) + ")"


def test_the_schema_has_exactly_the_described_columns_and_types():
    """The schema has exactly the described columns and types."""
    store = open_store(":memory:")
    with store.cursor() as cursor:
        for name, table in TABLES.items():
            made = cursor.execute(f"select column_name, lower(column_type) from (describe {name})").fetchall()
            described = [(column, kind(spec.type)) for column, spec in table.columns.items()]

            assert described == made, name


def test_no_table_has_a_key_or_an_index():
    store = open_store(":memory:")
    with store.cursor() as cursor:
        assert cursor.execute("select count(*) from duckdb_indexes()").fetchall() == [(0,)]
        assert cursor.execute(
            "select count(*) from duckdb_constraints() where constraint_type <> 'NOT NULL'"
        ).fetchall() == [(0,)]
