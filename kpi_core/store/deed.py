"""One deed: what a person changes in one go, kept whole with its consequences or not at all."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.store import audit, register, results
from kpi_core.store.effect import Effect, effect
from kpi_core.store.engine import Store
from kpi_core.store.errors import NoSuchUpload
from kpi_core.store.seals import Seal, Written, seal_of_entries
from kpi_core.store.statements import sql

COMPANY = 1
# Rows per record batch handed over: several batches let DuckDB load on every core.
_BATCH = 61_440
_ENTRY = "unit_id, kpi_id, grain, period, actual, numerator, denominator, target, floor, stretch"


@dataclass(frozen=True)
class UploadFile:
    """A file as it came, and what was recognised in it; `line_count` counts its data lines."""

    name: str
    data: bytes
    sha256: str
    kind: str
    mode: str
    left_out: str
    encoding: str
    layout: str
    line_count: int
    covers: str = ""


# Upload, unit, KPI, field, value, first month of a weight, basis.
_Statement = tuple[int, int | None, int | None, str, str | None, date | None, str | None]


class Deed:
    """The changes of one transaction. Everything touched is made again when the deed is done."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, who: str) -> None:
        self._cursor = cursor
        self._who = who
        self._units: set[int] = set()
        self._kpis: set[int] = set()
        self._used_units: set[int] = set()
        self._used_kpis: set[int] = set()
        self._pairs: set[tuple[int, int]] = set()
        self._rejudge: set[int] = set()
        self._reweigh: set[int] = set()
        self._statements: list[_Statement] = []
        self._last: dict[str, int] = {}
        self._facts = "fact"
        self._withdrawn = 0
        self.effect: Effect | None = None
        self._notes: list[tuple[str, dict[str, object]]] = []
        self._written: list[Written] = []
        self._seals: list[Seal] = []
        results.prepare(cursor)
        self._before = results.bounds(cursor)

    def note(self, what: str, detail: dict[str, object]) -> None:
        """Say in the audit what this deed is."""
        self._notes.append((what, detail))

    def has_company(self) -> bool:
        """Whether the company itself, the unit above all, has been made."""
        return bool(self._cursor.execute("select 1 from unit where unit_id = ?", [COMPANY]).fetchall())

    def new_unit(self, upload: int, name: str, parent: int | None) -> int:
        """A new unit below `parent` (None: the company itself); returns its id."""
        unit = self._next("unit", "unit_id")
        self.state(upload, unit, None, "name", name)
        self.state(upload, unit, None, "parent", None if parent is None else str(parent))
        return unit

    def new_kpi(self, upload: int, name: str) -> int:
        """A new KPI with nothing but its name; returns its id."""
        kpi = self._next("kpi", "kpi_id")
        self.state(upload, None, kpi, "name", name)
        return kpi

    def _next(self, table: str, column: str) -> int:
        if table not in self._last:
            found = self._cursor.execute(f"select coalesce(max({column}), 0) from {table}").fetchall()
            self._last[table] = int(found[0][0])
        self._last[table] += 1
        return self._last[table]

    def state(
        self,
        upload: int,
        unit: int | None,
        kpi: int | None,
        field: str,
        value: str | None,
        valid_from: date | None = None,
        basis: str | None = None,
    ) -> None:
        """Say one thing about a unit, a KPI, or (both given) an assignment's weight; `basis` (BASES) where it is not stated."""
        self._statements.append((upload, unit, kpi, field, value, valid_from, basis))
        if unit is not None and kpi is not None:
            self._pairs.add((unit, kpi))
        elif unit is not None:
            self._units.add(unit)
        elif kpi is not None:
            self._kpis.add(kpi)

    def add_upload(self, file: UploadFile, accepted: int) -> int:
        """Keep the file and its bytes; returns the upload's number."""
        upload = self._next("upload", "upload_id")
        self._cursor.execute(
            "insert into upload values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                upload, file.name, file.sha256, file.kind, file.mode, file.left_out, self._who, audit.now(),
                file.line_count, accepted, file.encoding, file.layout, file.covers,
            ],
        )  # fmt: skip
        packed = pa.compress(file.data, codec="zstd", asbytes=True) if file.data else b""
        self._cursor.execute("insert into upload_file values (?, 'zstd', ?, ?)", [upload, len(file.data), packed])
        self._written += [("upload", {"upload_id": upload}), ("upload_file", {"upload_id": upload})]
        return upload

    def add_entries(self, upload: int, lines: pa.Table) -> None:
        """Append one entry per row of `lines` (columns line, unit_id, kpi_id, grain, period and the values).

        Keys are unique within `lines`: the door has checked that.
        """
        self._cursor.register("touched", pa.Table.from_batches(lines.combine_chunks().to_batches(_BATCH)))
        self._cursor.execute(f"insert into entry select {upload:d}, line, {_ENTRY}, 'value' from touched")
        self._seals.append(seal_of_entries(upload, lines))
        fresh = not self._cursor.execute("select 1 from fact limit 1").fetchall()
        if fresh:
            self._cursor.execute(sql("facts_fresh"))
            self._facts = "touched"
        else:
            self._cursor.execute(sql("facts_added"))
            self._cursor.execute(sql("facts_dropped"))
            self._cursor.execute("insert into fact select * from merged")
        self._cursor.execute(sql("reach_touched"))
        self._used_units.update(pc.unique(lines["unit_id"]).to_pylist())
        self._used_kpis.update(pc.unique(lines["kpi_id"]).to_pylist())

    def replace_entries(self, upload: int, lines: pa.Table, covers: str) -> None:
        """Append `lines` (as for add_entries) as the whole truth for their units and periods.

        What the upload covers (figures, own_targets) of the keys they lack is withdrawn, at line 0; so is what a line leaves blank.
        """
        self._cursor.register("touched", lines)
        self._withdrawn = len(self._cursor.execute(sql("withdrawn"), {"covers": covers}).fetchall())
        self._cursor.execute("create or replace temp table lacking as " + sql("lacking"))
        self._cursor.execute(f"insert into entry select {upload:d}, line, {_ENTRY}, 'withdrawn' from touched")
        self._cursor.execute(
            f"insert into entry select {upload:d}, 0, unit_id, kpi_id, grain, period, null, null, null, null, null, null, "
            "'withdrawn' from lacking"
        )
        self._written.append(("entry", {"upload_id": upload}))
        self._cursor.unregister("touched")
        self._make_again(upload)
        self._used_units.update(pc.unique(lines["unit_id"]).to_pylist())
        self._used_kpis.update(pc.unique(lines["kpi_id"]).to_pylist())

    def _make_again(self, upload: int) -> None:
        """Make the facts of every key an upload speaks of again from the ledger."""
        self._cursor.execute(
            f"create or replace temp table touched as select {_ENTRY} from entry where upload_id = ?", [upload]
        )
        self._cursor.execute(sql("facts_dropped"))
        self._cursor.execute(sql("facts_from_ledger"))
        self._cursor.execute(sql("reach_touched"))

    def turn(self, upload: int, what: str) -> int:
        """Undo or redo an upload; returns how many keys were made again. Raises NoSuchUpload."""
        known = self._cursor.execute("select 1 from upload where upload_id = ?", [upload]).fetchall()
        stands = self._cursor.execute(f"select 1 from ({sql('standing')}) as s where s.upload_id = ?", [upload])
        if not known or bool(stands.fetchall()) != (what == "undo"):
            raise NoSuchUpload(upload=upload)
        event = self._next("upload_event", "event_id")
        self._cursor.execute(
            "insert into upload_event values (?, ?, ?, ?, ?)", [event, upload, what, self._who, audit.now()]
        )
        self._written.append(("upload_event", {"event_id": event}))
        self._make_again(upload)
        self._touch_register_of(upload)
        return int(self._cursor.execute("select count(*) from touched").fetchall()[0][0])

    def _touch_register_of(self, upload: int) -> None:
        rows = self._cursor.execute(
            "select distinct unit_id, kpi_id, field from register_entry where upload_id = ?", [upload]
        ).fetchall()
        for unit, kpi, field in rows:
            if unit is not None and kpi is not None:
                self._pairs.add((unit, kpi))
                self._reweigh.add(unit)
            elif unit is not None:
                self._units.add(unit)
                self._reweigh.add(unit)
            else:
                self._kpis.add(kpi)
                if field != "name":
                    self._rejudge.add(kpi)
        touched = self._cursor.execute("select distinct unit_id, kpi_id from touched").fetchall()
        self._units.update(unit for unit, _ in touched)
        self._kpis.update(kpi for _, kpi in touched)

    def set_milestones(self, unit: int, kpi: int, items: Iterable[tuple[str, float, date, date | None]]) -> None:
        """Replace the milestones of a unit's KPI: (item, weight, due, done)."""
        self._cursor.execute("delete from milestone where unit_id = ? and kpi_id = ?", [unit, kpi])
        for item, weight, due, done in items:
            self._cursor.execute(
                "insert into milestone values (?, ?, ?, ?, ?, ?)", [unit, kpi, item, weight, due, done]
            )
        self._written.append(("milestone", {"unit_id": unit, "kpi_id": kpi}))
        self._rejudge.add(kpi)

    def set_setting(self, name: str, value: str, moves: bool) -> None:
        """Set a setting; `moves` when results depend on it: all of them are made again."""
        self._cursor.execute("delete from setting where name = ?", [name])
        self._cursor.execute("insert into setting values (?, ?)", [name, value])
        self._written.append(("setting", {"name": name}))
        if moves:
            self._reweigh.update(row[0] for row in self._cursor.execute("select unit_id from unit").fetchall())

    def finish(self, rejudge: bool, watched: bool, keep: bool = True) -> None:
        """Fold the register, make results and scores again, say what that changed if `watched`; `keep` it in the audit."""
        self._write_statements(rejudge)
        register.fold_units(self._cursor, self._units, self._used_units)
        register.fold_kpis(self._cursor, self._kpis, self._used_kpis)
        register.fold_assignments(self._cursor, self._pairs)
        results.register_changed(self._cursor, self._rejudge, self._reweigh, results.bounds(self._cursor))
        results.recompute(self._cursor, self._before, self._facts, watched)
        if watched:
            self.effect = effect(self._cursor, self._withdrawn)
        if keep:
            self._write_audit()

    def _write_audit(self) -> None:
        # What was written is sealed with the first note; a deed without a word is one all the same.
        more = {"effect": self.effect.summary()} if self.effect is not None else {}
        for place, (what, detail) in enumerate(self._notes or [("change", {})]):
            written, seals = ([], []) if place else (self._written, self._seals)
            audit.append(self._cursor, self._who, what, detail | more, written, seals)

    def _write_statements(self, rejudge: bool) -> None:
        if not self._statements:
            return
        first = self._next("register_entry", "seq")
        columns = list(zip(*self._statements, strict=True))
        table = pa.table(
            {
                "seq": pa.array(range(first, first + len(self._statements)), pa.int32()),
                "upload_id": pa.array(columns[0], pa.int32()),
                "unit_id": pa.array(columns[1], pa.int32()),
                "kpi_id": pa.array(columns[2], pa.int32()),
                "field": pa.array(columns[3], pa.string()),
                "value": pa.array(columns[4], pa.string()),
                "valid_from": pa.array(columns[5], pa.date32()),
                "basis": pa.array(columns[6], pa.string()),
            }
        )
        self._cursor.register("stated", table)
        self._cursor.execute("insert into register_entry select * from stated")
        self._written.append(("register_entry", {"seq": [first, first + len(self._statements) - 1]}))
        self._cursor.unregister("stated")
        if rejudge:
            # A guess is of a KPI that was not there before, and saying yes to it moves nothing.
            for _, unit, kpi, field, _, _, basis in self._statements:
                if basis is not None:
                    continue
                if unit is not None and field != "name":
                    self._reweigh.add(unit)
                elif unit is None and kpi is not None and field != "name":
                    self._rejudge.add(kpi)


@contextmanager
def deed(store: Store, who: str, rejudge: bool = True, watched: bool = False, keep: bool = True) -> Iterator[Deed]:
    """A deed of `who`: its changes and everything that follows from them, in one transaction.

    `rejudge` False when the register statements concern only items this deed makes new. `watched` works out what changes
    on the boards: `Deed.effect`, once the deed is done. With `keep` False nothing of it is kept: a rehearsal.
    """
    with store.writing(keep) as cursor:
        doing = Deed(cursor, who)
        yield doing
        doing.finish(rejudge, watched, keep)
