"""Data > Upload: what is in this file, what would it change, and take it in or give it back.

One file, one transaction. Nothing is written while a line is bad unless the person agreed to leave it out.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.intake import ENCODINGS as ENCODINGS
from kpi_core.intake import LAYOUTS as LAYOUTS
from kpi_core.intake import (
    SAID_WITH_FACTS,
    VALUE_FIELDS,
    Opened,
    Reading,
    RegisterLine,
    Unreadable,
    field_of,
    kind_of,
    numbered_answers,
    open_table,
    placed,
    problem,
    read_facts,
    read_register,
    refuse_blank,
    settle_keys,
    settle_percent,
    settle_polarity,
    settle_scale,
    settle_stated,
    shape_of,
    warn_snapshots,
)
from kpi_core.intake import SEPARATORS as SEPARATORS
from kpi_core.intake import Given as Given
from kpi_core.intake import Problem as Problem
from kpi_core.intake import line_shown as line_shown
from kpi_core.review.did_you_mean import did_you_mean
from kpi_core.review.door import Flags, band_checks, day_checks, door_checks, measure_checks
from kpi_core.review.entries import entries, lines_text
from kpi_core.review.names import Names, check_register, known_names
from kpi_core.review.proposals import NewKpi, Proposal, proposed, proposed_by_register, proposed_directions
from kpi_core.review.register import compare_register
from kpi_core.review.scale import scale_checks
from kpi_core.review.scope import year_begins
from kpi_core.review.weights import stated_weights, weight_changes, weight_checks
from kpi_core.store import Effect, Store

VALUES = tuple(VALUE_FIELDS)
Codes = npt.NDArray[np.int32]
_NOTHING_GIVEN = Given()
# What a column of a facts file can be said to mean.
FIELDS = ("department", "kpi", "period", "year", *VALUE_FIELDS, *SAID_WITH_FACTS, "weight")
# What a replacing file is the whole truth for when it has one of these columns; targets of the KPIs for which it states one.
GROUP_OF = {
    name: "figures" if name in ("actual", "numerator", "denominator") else "own_targets" for name in VALUE_FIELDS
}
_ENDS = {"figures": "figures_end", "own_targets": "targets_end"}
MAX_BYTES = 200 * 1024 * 1024


@dataclass
class Preview:
    """What a file says and would change in the store as it was at `version`; nothing has been written."""

    name: str
    data: bytes
    sha256: str
    kind: str
    mode: str = "upsert"
    encoding: str = ""
    separator: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    line_count: int = 0
    accepted: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    new_units: list[str] = field(default_factory=list)
    new_kpis: list[NewKpi] = field(default_factory=list)
    still_guessed: list[Proposal] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: list[dict[str, Any]] = field(default_factory=list)
    register_changes: list[dict[str, Any]] = field(default_factory=list)
    no_op: int | None = None
    alike: dict[str, str] = field(default_factory=dict)
    reading: Reading | None = None
    register_lines: list[RegisterLine] = field(default_factory=list)
    names: Names | None = None
    opened: Opened | None = None
    given: Given = _NOTHING_GIVEN
    effect: Effect | None = None
    answered: int = 0
    version: int = 0
    asked_kind: str = "auto"

    @property
    def errors(self) -> list[Problem]:
        """Problems that keep their line out."""
        return [p for p in self.problems if not p.warning]

    @property
    def proposals(self) -> list[Proposal]:
        """What is guessed of its KPIs from their names, new ones and known ones that nobody has confirmed yet."""
        return [proposal for new in self.new_kpis for proposal in new.proposals()] + self.still_guessed

    def refuses(self, skip_bad: bool) -> bool:
        """Whether it cannot be taken in so. What replaces must be whole: a bad line would end what it fails to say."""
        return not self.accepted or bool(self.errors and (not skip_bad or self.covers))

    @property
    def left_out(self) -> list[int]:
        """The lines that would be left out, in order."""
        return sorted({p.line for p in self.errors})

    @property
    def covers(self) -> str:
        """What a replacing file is the whole truth for: figures, own_targets (of its KPIs with one), or both; "" for one that only adds."""
        held = set(self.reading.values) if self.reading is not None and self.mode == "replace" else set()
        return " ".join(sorted({GROUP_OF[name] for name in held}))

    @cached_property
    def layout(self) -> str:
        """The layout in short and what a person said of it, as stored with the upload."""
        shape = self.opened.layout if self.opened and self.kind == "facts" else self.kind
        said = ""
        if self.given:
            kept = {name: value for name, value in asdict(self.given).items() if value}
            said = f"#{shape_of(self.data)} {json.dumps(kept, ensure_ascii=False, sort_keys=True)}"
        return f"{shape} {self.separator or (self.opened.encoding if self.opened else '')} {said}".strip()


def place_of(found: Problem) -> str:
    """A problem's place as answers name it: `3|实际值`."""
    return f"{found.line}|{found.column}"


def preview(
    store: Store, name: str, data: bytes, kind: str = "auto", given: Given = _NOTHING_GIVEN, mode: str = "upsert"
) -> Preview:
    """Read a file, with what a person said of it, and compare it with the store; every problem is in `problems`.

    With mode replace the file is the whole truth for its departments and periods, for the columns it has.
    """
    asked, kind = kind, given.kind or kind
    found = Preview(
        name, data, hashlib.sha256(data).hexdigest(), kind if kind != "auto" else "facts", mode, given=given,
        version=store.version, asked_kind=asked,
    )  # fmt: skip
    try:
        if len(data) > MAX_BYTES:
            raise Unreadable(problem(0, "", f"{len(data) >> 20} MiB", "file_too_big", limit=MAX_BYTES >> 20))
        opened = open_table(data, name, given, kind)
        cells = opened.cells
        said = numbered_answers(given.answers, opened.sheet_names)
        found.opened, found.encoding, found.separator = opened, opened.encoding, opened.separator
        if kind == "auto":
            found.kind = "facts" if cells.fields else kind_of({f for f in map(field_of, cells.headers) if f})
        if found.kind == "facts":
            start = year_begins(store, given.fiscal)
            _preview_facts(store, found, read_facts(cells, start, given.dates, given.decimal, given.periods), said)
            found.notes |= opened.notes
        else:
            found.mode, found.notes = "upsert", dict(opened.notes)
            found.register_lines, found.problems, found.unused = read_register(cells, found.kind)
            found.names = known_names(store)
            found.accepted = len(found.register_lines)
            found.line_count = len(cells.lines) + sum(not p.warning for p in cells.problems)
            found.still_guessed, guesses = proposed_by_register(found.register_lines, found.names)
            found.problems += guesses
            compared = compare_register(store, found.names, found.kind, found.register_lines)
            found.new, found.changed, found.same = compared.new, compared.changed, compared.same
            found.register_changes = compared.changes
        found.problems = placed(found.problems, opened)
    except Unreadable as error:
        found.problems, said = error.problems, given.answers
    found.answered = len(found.problems)
    found.problems = [p for p in found.problems if not p.warning or said.get(place_of(p)) != "keep"]
    found.answered -= len(found.problems)
    found.problems.sort(key=lambda p: (p.line, p.column))
    if found.accepted and not found.withdrawn:
        found.no_op = _same_upload(store, found)
    return found


def _preview_facts(store: Store, found: Preview, reading: Reading, said: dict[str, str]) -> None:
    names = known_names(store)
    found.names, found.reading = names, reading
    settle_stated(reading, names.stated)
    measures = names.measures(reading)
    as_written = frozenset(place for place, answer in said.items() if answer == "keep")
    lifted = frozenset(place[2:] for place, answer in said.items() if place[:2] == "%|" and answer == "lift")
    settle_scale(reading, measures)
    settle_percent(reading, measures, lifted, as_written)
    check_register(names, reading)
    settle_polarity(reading, names.directions(reading), proposed_directions(reading))
    unit_ids, kpi_ids = names.unit_ids(reading.units), names.kpi_ids(reading.kpis)
    reading.unit, reading.kpi = _one_code(reading.unit, unit_ids), _one_code(reading.kpi, kpi_ids)
    settle_keys(reading)
    if found.mode != "replace":
        # What replaces may be blank: it ends what stood there.
        refuse_blank(reading)
    warn_snapshots(reading, found.given.periods)
    found.headers, found.unused, found.notes = reading.headers, reading.unused, reading.notes
    found.problems, found.line_count = reading.problems, reading.line_count
    found.accepted = int(reading.kept.sum()) + sum(reading.notes.values())
    used_units = set(np.unique(reading.unit[reading.kept]).tolist())
    used_kpis = set(np.unique(reading.kpi[reading.kept]).tolist())
    company = sum(1 for code in used_units if reading.units[code] == ())
    if company:
        code = reading.units.index(())
        found.notes["company_lines"] = int((reading.unit[reading.kept] == code).sum())
    found.new_units = [
        "/".join(reading.units[c]) for c in sorted(used_units) if unit_ids[c] is None and reading.units[c]
    ]
    found.new_kpis, found.still_guessed = proposed(reading, names, sorted(used_kpis))
    found.alike = did_you_mean(reading, names, found.new_units, [new.name for new in found.new_kpis], found.given.names)
    # What was known before has been answered for: only news are asked about.
    news = _count_changes(store, found, entries(reading, unit_ids, kpi_ids))
    stated = stated_weights(reading)
    found.register_changes = weight_changes(store, reading, stated, unit_ids, kpi_ids)
    ratios = _ratios(found, names, reading)
    reading.problems += measure_checks(reading, news, measures, ratios) + band_checks(reading, names, news)
    reading.problems += scale_checks(store, reading, news, measures, ratios, kpi_ids)
    reading.problems += weight_checks(store, names, reading, stated, unit_ids, kpi_ids)
    reading.problems += day_checks(store, reading, news, kpi_ids) + door_checks(store, reading, news, unit_ids, kpi_ids)


def _one_code(codes: Codes, ids: list[int | None]) -> Codes:
    """The codes with every name of one unit or KPI (its English one, its path) under the first that is used."""
    first: dict[int, int] = {}
    same = [code if known is None else first.setdefault(known, code) for code, known in enumerate(ids)]
    return np.array([*same, -1], np.int32)[codes]


def _ratios(found: Preview, names: Names, reading: Reading) -> set[int]:
    """The codes of KPIs that are combined as a ratio: so stated in the register, or in this file."""
    new = {new.code for new in found.new_kpis if new.fields.get("aggregation") == "ratio"}
    return new | {c for c, name in enumerate(reading.kpis) if names.stated(name, "aggregation") == "ratio"}


def _count_changes(store: Store, found: Preview, lines: pa.Table) -> Flags:
    """Count what is new, changed and the same, and list what changes; returns which facts of the reading say anything new."""
    met = store.compare(lines, found.covers)
    same = int(pc.sum(met["same"]).as_py() or 0)
    found.same, found.changed = same, met.num_rows - same
    found.new = lines.num_rows - met.num_rows
    if found.covers:
        found.withdrawn = store.withdrawn(lines, found.covers).to_pylist()
    reading = found.reading
    assert reading is not None
    news = reading.kept.copy()
    news[met.filter(met["same"])["place"].to_numpy()] = False
    for row in met.filter(pc.invert(met["same"])).sort_by("place").slice(0, 1000).to_pylist():
        place = row["place"]
        found.changes.append(
            {
                "line": int(reading.line[place]), "unit": "/".join(reading.units[reading.unit[place]]),
                "kpi": reading.kpis[reading.kpi[place]], "span": reading.spans[reading.span[place]],
                "values": {name: (row[f"old_{name}"], row[f"new_{name}"]) for name in VALUE_FIELDS
                           if row[f"old_{name}"] != row[f"new_{name}"]
                           and (row[f"new_{name}"] is not None or row[_ENDS[GROUP_OF[name]]])},
            }
        )  # fmt: skip
    return news


def _same_upload(store: Store, found: Preview) -> int | None:
    rows = store.rows(
        "same_upload",
        sha256=found.sha256,
        kind=found.kind,
        mode=found.mode,
        left_out=lines_text(found.left_out),
        layout=found.layout,
    )
    if (
        not rows
        and found.kind == "facts"
        and not (found.new or found.changed or found.errors or found.new_kpis or found.given)
    ):
        # Read another way before, it says nothing that does not stand already.
        rows = store.rows("same_bytes", sha256=found.sha256)
    return int(rows[0]["upload_id"]) if rows else None
