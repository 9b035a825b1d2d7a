"""What people say: one appended row and its audit row, in one transaction."""

from kpi_core.store import audit
from kpi_core.store.engine import Store
from kpi_core.tables import TABLES


def add_row(store: Store, table: str, who: str, about: dict[str, object], **values: object) -> int:
    """Append a row to one of the numbered tables whose rows carry who and when; returns its number.

    `values` are the columns between the number and who; `about` says in the audit what it is about.
    """
    columns = TABLES[table].columns
    number = next(iter(columns))
    with store.writing() as cursor:
        found = cursor.execute(f"select coalesce(max({number}), 0) + 1 from {table}").fetchall()[0][0]
        row = {number: found, **values, "who": who, "moment": audit.now()}
        cursor.execute(f"insert into {table} values ({', '.join('?' * len(columns))})", [row[name] for name in columns])
        audit.append(cursor, who, table, {**about, **values}, [(table, {number: found})])
    return int(found)
