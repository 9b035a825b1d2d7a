"""The sheets of a round on the disk: in an order that tells nothing, with digests that tell when one is changed."""

import secrets
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kpi_core.store.seals import block_digests, digest_of, picked

_CHANCE = secrets.SystemRandom()


@dataclass(frozen=True)
class Answers:
    """What a round has: sheets, and the digests of its ratings and of its codes."""

    sheets: int
    ratings: str
    codes: str


def answers_of(cursor: duckdb.DuckDBPyConnection, survey: int) -> Answers:
    """Sheets and digests as the stored rows give them."""
    ratings, codes = (picked(cursor, table, {"survey_id": survey}) for table in ("rating", "survey_code"))
    sheets = len(ratings["sheet"].unique())
    return Answers(sheets, digest_of(block_digests(ratings)), digest_of(block_digests(codes)))


def settle(cursor: duckdb.DuckDBPyConnection, survey: int) -> None:
    """Write a round's ratings and codes again in random order, and say what they are, without a moment."""
    shuffle(cursor, survey)
    found = answers_of(cursor, survey)
    cursor.execute("delete from survey_answers where survey_id = ?", [survey])
    cursor.execute("insert into survey_answers values (?, ?, ?, ?)", [survey, found.sheets, found.ratings, found.codes])


def shuffle(cursor: duckdb.DuckDBPyConnection, survey: int) -> None:
    """Write a round's ratings and codes again in random order."""
    for table in ("rating", "survey_code"):
        found = picked(cursor, table, {"survey_id": survey})
        order = _CHANCE.sample(range(found.num_rows), found.num_rows)
        cursor.execute(f"delete from {table} where survey_id = ?", [survey])
        cursor.register("shuffled", found.take(pa.array(order, pa.int64())))
        cursor.execute(f"insert into {table} select * from shuffled")
        cursor.unregister("shuffled")
