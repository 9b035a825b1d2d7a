"""The proof: what is stored is what was written, row for row, and what follows from it."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

import duckdb
import pyarrow as pa

from kpi_core.store import audit
from kpi_core.store.engine import Store
from kpi_core.store.made_again import derived
from kpi_core.store.schema import files
from kpi_core.store.sealed_rows import Found, against_seals, place
from kpi_core.store.sheets import answers_of

KEYS = {
    "fact": "unit_id, kpi_id, grain, period",
    "result": "unit_id, kpi_id, grain, period",
    "score": "unit_id, grain, period",
    "unit": "unit_id",
    "kpi": "kpi_id",
    "assignment": "unit_id, kpi_id, valid_from",
    "setting": "name",
    "calendar": "period",
    "upload": "upload_id",
    "upload_file": "upload_id",
    "upload_event": "event_id",
    "entry": "upload_id, unit_id, kpi_id, grain, period",
    "register_entry": "seq",
    "baseline": "baseline_id",
    "remark": "remark_id",
    "action": "action_id",
    "action_event": "event_id",
    "survey": "survey_id",
    "survey_item": "survey_id, place",
    "survey_event": "event_id",
    "survey_code": "survey_id, digest",
    "survey_answers": "survey_id",
    "rating": "survey_id, sheet, item",
    "audit": "seq",
    "identity": "store_id",
}


def verify(store: Store) -> list[Found]:
    """What does not hold in the store, as (code, values); an empty list when all is well.

    Rows are held to the seals of the audit, the bytes of a file to its fingerprint, open rounds to their digests;
    register, facts, results and scores are made again. What was written before there were seals is proven from the
    moment on when the store was brought up to date.
    """
    with store.cursor() as cursor:
        rows = audit.rows(cursor)
        return [
            *keys_twice(cursor),
            *chain(rows),
            *against_seals(cursor, rows),
            *answers(cursor),
            *_files(cursor),
            *fixed(cursor),
            *derived(cursor),
        ]


def sealed_since(store: Store) -> tuple[int, datetime] | None:
    """Audit row and moment when a store from before there were seals was sealed as it stood; None for any other."""
    with store.cursor() as cursor:
        found = cursor.execute("select min(seq), min(moment) from audit where what = 'sealed'").fetchall()
    seq, moment = found[0]
    return None if seq is None else (int(seq), moment)


def keys_twice(cursor: duckdb.DuckDBPyConnection) -> list[Found]:
    """Tables with two rows of one key: nothing but the one write path keeps keys apart."""
    counts = " union all ".join(
        f"select '{table}' as t, count(*) as n from (select {key} from {table} group by {key} having count(*) > 1) as d"
        for table, key in KEYS.items()
    )
    rows = cursor.execute(f"select t, n from ({counts}) as c where n > 0 order by t").fetchall()
    return [("key_twice", {"table": table, "count": count}) for table, count in rows]


def chain(rows: list[audit.AuditRow]) -> list[Found]:
    """The first audit row that is not sealed or linked as it was written."""
    link = audit.broken_link(rows)
    return [] if link is None else [("audit_broken", {"table": "audit", "row": link})]


def answers(cursor: duckdb.DuckDBPyConnection) -> list[Found]:
    """Sheets and codes of each round against the digests that were kept with its latest answer."""
    found: list[Found] = []
    kept = {row[0]: row[1:] for row in cursor.execute("select * from survey_answers order by 1").fetchall()}
    known = [row[0] for row in cursor.execute("select survey_id from survey order by 1").fetchall()]
    for survey in known:
        now = answers_of(cursor, survey)
        sheets, ratings, codes = kept.pop(survey, (0, "", ""))
        same = {"rating": (now.sheets, now.ratings) == (sheets, ratings), "survey_code": now.codes == codes}
        values = {"survey": survey, "count": sheets, "stands": now.sheets}
        found += [("answers_changed", {"table": table, **values}) for table in same if not same[table]]
    for survey in kept:
        found.append(("row_added", {"table": "survey_answers", "place": place({"survey_id": survey})}))
    return found


def _files(cursor: duckdb.DuckDBPyConnection) -> list[Found]:
    """Uploads whose kept bytes do not have the fingerprint that was taken when they came."""
    found: list[Found] = []
    for upload, sha in cursor.execute("select upload_id, sha256 from upload order by upload_id").fetchall():
        if hashlib.sha256(upload_bytes(cursor, upload)).hexdigest() != sha:
            found.append(("file_changed", {"table": "upload_file", "upload": upload}))
    return found


def upload_bytes(cursor: duckdb.DuckDBPyConnection, upload: int) -> bytes:
    """The bytes of an upload as they came; empty when there are none."""
    rows = cursor.execute("select size, bytes from upload_file where upload_id = ?", [upload]).fetchall()
    if not rows or not rows[0][0]:
        return b""
    try:
        return bytes(pa.decompress(rows[0][1], decompressed_size=rows[0][0], codec="zstd", asbytes=True))
    except (pa.ArrowInvalid, OSError):
        return b""


def fixed(cursor: duckdb.DuckDBPyConnection) -> list[Found]:
    """What is the same in every store: its months, its one name, and the versions of its tables."""
    found: list[Found] = []
    months = [(date(1990 + at // 12, at % 12 + 1, 1),) for at in range(111 * 12)]
    wanted: dict[str, tuple[str, Sequence[tuple[object, ...]]]] = {
        "calendar": ("select period from calendar order by period", months),
        "schema_version": ("select version, file from schema_version order by version, file", files()),
        "identity": ("select count(*) from identity where store_id is not null", [(1,)]),
    }
    for table, (question, rows) in wanted.items():
        if (stands := cursor.execute(question).fetchall()) != list(rows):
            strange = sorted(set(stands) ^ set(rows), key=str)[:1] or stands[:1]
            found.append(("fixed_differs", {"table": table, "place": " ".join(map(str, strange[0]))}))
    return found
