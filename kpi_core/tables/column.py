"""How a table is described: its grain and its columns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: SQL type, what it holds (with its unit), and the values it may take."""

    type: str
    holds: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: what one row is, and its columns in stored order."""

    grain: str
    columns: dict[str, Column]


NUMBER = "double"
TEXT = "varchar"
ID = "integer"
