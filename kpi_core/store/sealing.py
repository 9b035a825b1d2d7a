"""A store from before there were seals is sealed once as it stands, when it is brought up to date."""

import duckdb

from kpi_core.store import audit
from kpi_core.store.seals import Seal, Written, released
from kpi_core.store.sheets import settle

_NUMBERED = ("upload", "upload_event", "register_entry", "baseline", "remark", "action", "action_event",
             "survey", "survey_item", "survey_event")  # fmt: skip
_EACH = {"entry": "upload_id", "upload_file": "upload_id", "setting": "name", "milestone": "unit_id, kpi_id"}
_WHO = "attain"
_STATES = """
select s.survey_id, e.what
from survey as s
left join survey_event as e
    on e.event_id = (select max(last.event_id) from survey_event as last where last.survey_id = s.survey_id)
order by s.survey_id
"""


def seal_what_stands(root: duckdb.DuckDBPyConnection) -> None:
    """Seal every row of a store that has an audit without any seal, as one deed in the caller's transaction.

    From then on its rows are proven; whether they were changed before, only the chain and the recomputation tell.
    """
    deeds, seals = root.execute("select count(*), count(seals) from audit").fetchall()[0]
    if not deeds or seals:
        return
    written = _all_rows(root)
    closed, more = _rounds(root)
    audit.append(root, _WHO, "sealed", {"deeds": deeds}, [("identity", {}), *written, *closed], more)


def _all_rows(cursor: duckdb.DuckDBPyConnection) -> list[Written]:
    written: list[Written] = []
    for table in _NUMBERED:
        number = "seq" if table == "register_entry" else cursor.execute(f"describe {table}").fetchall()[0][0]
        first, last = cursor.execute(f"select min({number}), max({number}) from {table}").fetchall()[0]
        if first is not None:
            written.append((table, {number: [first, last]}))
    for table, names in _EACH.items():
        keys = cursor.execute(f"select distinct {names} from {table} order by {names}").fetchall()
        written += [(table, dict(zip(names.split(", "), key, strict=True))) for key in keys]
    return written


def _rounds(cursor: duckdb.DuckDBPyConnection) -> tuple[list[Written], list[Seal]]:
    """Answers lie in random order from now on; those of closed rounds are sealed."""
    closed: list[Written] = []
    more: list[Seal] = []
    for survey, state in cursor.execute(_STATES).fetchall():
        settle(cursor, survey)
        for table in ("rating", "survey_code"):
            if state == "closed":
                closed.append((table, {"survey_id": survey}))
            else:
                more.append(released(table, {"survey_id": survey}))
    return closed, more
