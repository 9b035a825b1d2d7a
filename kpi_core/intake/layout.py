"""How a table is laid out: where its header stands, what its columns say, and what only a person can tell.

Long (one fact a line), months, KPIs or departments across; one or two header rows; titles above, notes below.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import PurePath

from kpi_core.intake.grid import Grid, Row
from kpi_core.intake.headers import LONGEST_ALIAS, VALUE_FIELDS, field_of
from kpi_core.intake.names import clean, fold
from kpi_core.intake.numbers import is_figure
from kpi_core.intake.periods import bare_month, octobers, parse_period
from kpi_core.intake.problem import Unreadable, problem

LAYOUTS = ("long", "months", "kpis", "departments")
_HEADER_WITHIN = 40
_YEAR_WORDS = {fold(word) for word in ("年", "年份", "年度", "year")}
_YEAR_TARGET = re.compile(
    r"(?:年度|全年|年)(?:总)?(?:目标|计划)值?|(?:annual|yearly|full[- ]year) (?:target|plan)", re.IGNORECASE
)
_IN_TITLE = re.compile(r"^\s*([^：:]{1,12})\s*[：:]\s*(.+?)\s*$")
_A_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_UNIT_AT_END = re.compile(r"^(.+?)\s*[(（]\s*([^()（）=]{1,6})\s*[)）]$")
_NUMBER = re.compile(r"^[(+\-−△]?\s*[\d０-９][\d,.０-９]*\s*[%％万亿)]?$")
_MIN_NUMERIC = 0.5


@dataclass(frozen=True)
class Given:
    """What a person said of a file: a header's field ("" ignores the column), and what no column tells.

    `fixed` may hold department, kpi, period, year, measure; `sheet` names the sheet of a workbook, `encoding` and `separator`
    those of a text, `header` the line of the header, `layout` one of LAYOUTS. `names` leads from a department or KPI as it is
    written to the one that is meant, `cells` from a line and a header (`3|实际值`) to what shall stand there instead,
    `answers` from such a place to `keep` (it is right as it stands) or `leave` (out with it), and from a KPI (`%|合格率`) to
    `lift` where its percentages are written as fractions. `dates` says what 03/04/2024
    is (dmy or mdy), `decimal` what the comma of 1,23 is (`,` the decimal sign, `.` not).
    """

    columns: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    encoding: str = ""
    names: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    separator: str = ""
    header: int = 0
    layout: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    decimal: str = ""

    def __bool__(self) -> bool:
        return self != Given()


@dataclass(frozen=True)
class Column:
    """A column of values: the value field it holds, and what its header says of period, kpi, department or measure."""

    place: int
    header: str
    holds: str
    says: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Layout:
    """A recognised table: `kind` is long, months, kpis or departments; data begins at `rows[first]`.

    `keys` leads from a field to its column, `fixed` tells a field for every row.
    """

    kind: str
    line: int
    first: int
    headers: list[str]
    keys: dict[str, int]
    values: list[Column]
    fixed: dict[str, str]
    unused: list[str]


def recognise(grid: Grid, name: str, given: Given) -> Layout:
    """The layout of a table; `name` is the file's, which may tell a year. Raises Unreadable when a needed thing is not told."""
    at, depth, headers = _header(grid.rows, given.header)
    told = _titles(grid.rows[:at])
    body = grid.rows[at + depth :]
    keys, values, loose = _columns(headers, given)
    year = given.fixed.get("year") or told.pop("year", "") or _year_in(name)
    months, loose = _months_across(headers, loose, year) if given.layout in ("", "months") else ([], loose)
    kind = "months" if months else "long"
    values += months
    guessed = not given.layout and not values and ("period" in keys or "period" in told | given.fixed)
    if guessed or given.layout in ("kpis", "departments"):
        kind = given.layout or ("departments" if "kpi" in keys else "kpis")
        across = [place for place in loose if _numeric(body, place)]
        values = [_across(place, headers[place], kind) for place in across]
        loose = [place for place in loose if place not in across]
    said = {*keys, "year", *(which for column in values for which, _ in column.says)}
    fixed = {which: text for which, text in {**told, **given.fixed}.items() if which not in said}
    if kind == "kpis" and "department" not in keys and not any(_worded(body, place) for place in loose):
        # Nothing but KPIs by month: they are the company's, and the preview says so.
        fixed.setdefault("department", "")
    layout = Layout(
        kind, grid.rows[at][0], at + depth, headers, keys, values, fixed, [headers[p] for p in loose if headers[p]]
    )
    _check(layout, name)
    return layout


def shape(grid: Grid) -> str:
    """What two months of one table share: the words of its header without numbers, as a digest."""
    _, _, headers = _header(grid.rows, 0)
    # Of months or departments across there may be more next time: each kind of word counts once.
    words = list(dict.fromkeys(re.sub(r"\d+", "#", fold(header)) for header in headers))
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:10]


def _header(rows: list[Row], told: int) -> tuple[int, int, list[str]]:
    """Where the header stands (in line `told`, if given), whether one row or two, and its texts.

    Otherwise it is the most telling of the first rows that has data below.
    """
    best, most = next((at for at, (line, _) in enumerate(rows) if line == told), 0), 0
    for at, (_, texts) in enumerate(rows[: 0 if told else _HEADER_WITHIN]):
        telling = sum(_tells(text) for text in set(texts))
        filled = sum(bool(text) for text in texts)
        data = any(is_number(text) and not _tells(text) for text in texts)
        if telling > most and filled >= 2 and not data and not _IN_TITLE.match(texts[0]):
            best, most = at, telling
    top = rows[best][1]
    below = rows[best + 1][1] if best + 1 < len(rows) else []
    held = [place for place, text in enumerate(below) if text and field_of(text) in VALUE_FIELDS]
    filled = sum(bool(text) for text in below)
    # `实际 目标` stand below periods or below nothing; below a header we know they are data.
    fits = all(place >= len(top) or field_of(top[place]) is None for place in held)
    if len(held) >= 2 and len(held) >= filled - 2 and fits:
        return best, 2, _joined(top, below)
    return best, 1, [clean(text) for text in top]


def is_number(text: str) -> bool:
    """Whether a cell looks like a figure, whatever it may mean."""
    return bool(_NUMBER.match(text)) or (bool(text) and any(map(str.isdigit, text)) and is_figure(text))


def tells_facts(texts: list[str]) -> bool:
    """Whether a header speaks of periods, so that the table holds facts and is no register."""
    return any(_tells(text) and field_of(text) is None and fold(text) not in _YEAR_WORDS for text in texts)


def _tells(text: str) -> bool:
    if text.isdigit() and len(text) not in (4, 6):
        return False
    if not text or field_of(text) is not None or fold(text) in _YEAR_WORDS:
        return bool(text)
    period, _ = _held(text)
    return parse_period(period) is not None or bare_month(period) is not None


def _joined(top: list[str], below: list[str]) -> list[str]:
    """Two header rows as one: a merged cell above counts for the blank ones after it."""
    width = max(len(top), len(below))
    top, below = [*top, *[""] * (width - len(top))], [*below, *[""] * (width - len(below))]
    headers, above = [], ""
    for upper, lower in zip(top, below, strict=True):
        above = upper or (above if lower else "")
        headers.append(clean(f"{above} {lower}") if above and lower else clean(above or lower))
    return headers


def _titles(rows: list[Row]) -> dict[str, str]:
    """What the rows above the header tell: `指标：…`, `部门：…`, `单位：…`, a year."""
    told: dict[str, str] = {}
    for _, texts in rows:
        for text in texts:
            match = _IN_TITLE.match(text)
            which = field_of(match[1]) if match else None
            if match and which in ("kpi", "department", "measure"):
                told[which] = clean(match[2])
                named = _UNIT_AT_END.match(told[which]) if which == "kpi" else None
                if named:
                    told["kpi"], told["measure"] = named[1], named[2]
            elif match and which == "period" and parse_period(match[2]):
                told["period"] = clean(match[2])
            if year := _year_in(text):
                told.setdefault("year", year)
    return told


def _year_in(text: str) -> str:
    found = set(_A_YEAR.findall(PurePath(text).stem if "." in text else text))
    return found.pop() if len(found) == 1 else ""


def _columns(headers: list[str], given: Given) -> tuple[dict[str, int], list[Column], list[int]]:
    """Key columns by field, value columns, and the places of what is neither. Raises Unreadable when a field stands twice."""
    keys: dict[str, int] = {}
    values: list[Column] = []
    loose = []
    said = {fold(header): which for header, which in given.columns.items()}
    for place, header in enumerate(headers):
        which = said.get(fold(header), field_of(header) or ("year" if fold(header) in _YEAR_WORDS else None))
        if which is None:
            loose.append(place)
        elif which in VALUE_FIELDS or which in keys:
            twice = next((c.header for c in values if c.holds == which), None) or (
                headers[keys[which]] if which in keys else None
            )
            if twice is not None:
                raise Unreadable(problem(0, header, twice, "column_twice"))
            values.append(Column(place, header, which))
        elif which:
            keys[which] = place
    return keys, values, loose


def _months_across(headers: list[str], loose: list[int], year: str) -> tuple[list[Column], list[int]]:
    """The columns whose header is a period, alone or with `实际` or `目标`; a month without year takes the file's."""
    found, left = [], []
    split = {place: _held(headers[place]) for place in loose}
    settled = octobers([text for text, _ in split.values()])
    for place in loose:
        text, holds = split[place]
        text = settled.get(text, text)
        month = bare_month(text)
        if _YEAR_TARGET.fullmatch(headers[place]) and len(loose) > 2:
            found.append(Column(place, headers[place], "target", (("period", year),)))
        elif month is not None:
            found.append(Column(place, headers[place], holds, (("period", f"{year}-{month:02d}" if year else ""),)))
        elif parse_period(text) is not None:
            found.append(Column(place, headers[place], holds, (("period", text),)))
        else:
            left.append(place)
    periods = [column for column in found if not _YEAR_TARGET.fullmatch(column.header)]
    return (found, left) if periods else ([], loose)


def _held(header: str) -> tuple[str, str]:
    """`2024-01 目标` as its period and its value field; a period alone holds actuals."""
    for cut in range(len(header) - 1, max(0, len(header) - LONGEST_ALIAS - 1), -1):
        which = field_of(header[cut:])
        if which in VALUE_FIELDS:
            return header[:cut].strip(" -_/"), which
    return header, "actual"


def _numeric(body: list[Row], place: int) -> bool:
    texts = [row[place] for _, row in body[:200] if place < len(row) and row[place]]
    return bool(texts) and sum(map(is_number, texts)) >= _MIN_NUMERIC * len(texts)


def _worded(body: list[Row], place: int) -> bool:
    return any(place < len(row) and row[place] for _, row in body[:200])


def _across(place: int, header: str, kind: str) -> Column:
    if kind == "departments":
        return Column(place, header, "actual", (("department", header),))
    named = _UNIT_AT_END.match(header)
    if named:
        return Column(place, header, "actual", (("kpi", named[1]), ("measure", named[2])))
    return Column(place, header, "actual", (("kpi", header),))


def _check(layout: Layout, name: str) -> None:
    """Refuse what no column, title or person tells."""
    told = {*layout.keys, *layout.fixed, *(which for column in layout.values for which, _ in column.says)}
    # What speaks of none of our things is no KPI table: it is told what is missing, not asked for a name.
    asked = layout.kind == "months" and bool({"department", "kpi"} & {*layout.keys, *layout.fixed})
    if asked and any(which == "period" and not text for column in layout.values for which, text in column.says):
        raise Unreadable(problem(layout.line, "", ", ".join(c.header for c in layout.values)[:60], "year_unknown"))
    if asked and "kpi" not in told:
        raise Unreadable(problem(0, "", PurePath(name).stem, "kpi_unnamed"))
    if asked and "department" not in told:
        raise Unreadable(problem(0, "", PurePath(name).stem, "department_unnamed"))
    missing = [which for which in ("department", "kpi", "period") if which not in told]
    held = {column.holds for column in layout.values}
    if not (held & {"actual", "target"} or {"numerator", "denominator"} <= held):
        missing.append("actual")
    if missing:
        found = [header for header in layout.headers if header]
        raise Unreadable(problem(layout.line, "", "", "columns_missing", missing=missing, found=found))
