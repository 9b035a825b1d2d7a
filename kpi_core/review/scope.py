"""What every page asks first: which units and KPIs there are, which periods, and what the reader chose."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from kpi_core.intake import fold
from kpi_core.intake import parse_period as parse_period
from kpi_core.intake import period_text as period_text
from kpi_core.review.refusal import Refusal
from kpi_core.store import COMPANY
from kpi_core.store import Store as Store


@dataclass(frozen=True)
class Unit:
    """A unit of the company; `path` holds the names from below the company down to itself."""

    unit_id: int
    parent_id: int | None
    depth: int
    name: str
    name_en: str | None
    weight: float
    standing: bool
    path: tuple[str, ...]
    path_en: tuple[str, ...]

    def title(self, lang: str) -> str:
        """The unit's own name in the reader's language."""
        return self.name_en or self.name if lang == "en" else self.name

    def trail(self, lang: str) -> str:
        """The path below the company as one text."""
        return "/".join(self.path_en if lang == "en" else self.path)

    @property
    def address(self) -> str:
        """The unit as URLs and files name it: its path, the company by its name."""
        return "/".join(self.path) or self.name


class UnknownScope(Refusal):
    """The unit, KPI or period asked for is not there."""


_Answer = TypeVar("_Answer")
_Asked = ParamSpec("_Asked")
_REMEMBERED = 24


def once_a_version(
    question: Callable[Concatenate[Store, _Asked], _Answer],
) -> Callable[Concatenate[Store, _Asked], _Answer]:
    """Remember a question's latest answers while the store's data version stays the same; answers are only read."""
    answers: WeakKeyDictionary[Store, tuple[int, OrderedDict[Any, _Answer]]] = WeakKeyDictionary()

    @wraps(question)
    def answer(store: Store, /, *asked: _Asked.args, **more: _Asked.kwargs) -> _Answer:
        version, known = answers.get(store, (None, OrderedDict()))
        if version != store.version:
            answers[store] = (store.version, known := OrderedDict())
        key = (asked, tuple(more.items()))
        if key not in known:
            known[key] = question(store, *asked, **more)
            while len(known) > _REMEMBERED:
                known.popitem(last=False)
        return known[key]

    return answer


@once_a_version
def units(store: Store) -> dict[int, Unit]:
    """All units by id, parents before children."""
    return unit_tree(store.rows("units"))


def unit_tree(rows: list[dict[str, Any]]) -> dict[int, Unit]:
    """Rows of the unit table, parents before children, as units by id."""
    found: dict[int, Unit] = {}
    for row in rows:
        above = found.get(row["parent_id"]) if row["parent_id"] else None
        path = (*above.path, row["name"]) if above else ()
        path_en = (*above.path_en, row["name_en"] or row["name"]) if above else ()
        found[row["unit_id"]] = Unit(**row, path=path, path_en=path_en)
    return found


def unit_by_text(known: dict[int, Unit], text: str | None) -> Unit:
    """The unit a person named: by path, by name in either language; nothing means the company. Raises UnknownScope."""
    if not known:
        raise UnknownScope("empty_store")
    if not text:
        return known[COMPANY]
    wanted = fold(text)
    named = [
        unit
        for unit in known.values()
        if wanted
        in (fold("/".join(unit.path)), fold("/".join(unit.path_en)), fold(unit.name), fold(unit.name_en or ""))
    ]
    if not named:
        raise UnknownScope("unknown_unit", unit=text)
    return named[0]


@once_a_version
def fiscal_start(store: Store) -> int:
    """First month of the fiscal year, 1-12."""
    return int(store.rows("fiscal_start")[0]["value"])


def year_begins(store: Store, told: str) -> int:
    """First month of the fiscal year for a file: the company's, or where that is January the one (`2` to `12`) a person tells of it."""
    own = fiscal_start(store)
    return own if own > 1 or told not in map(str, range(2, 13)) else int(told)


@dataclass(frozen=True)
class Period:
    """A period of one grain by its first day."""

    grain: str
    first: date

    def text(self, start: int = 1) -> str:
        """As written in URLs and JSON."""
        return period_text(self.grain, self.first, start)

    @property
    def months(self) -> int:
        """How many months the period is long."""
        return {"month": 1, "quarter": 3, "year": 12}[self.grain]

    def back(self, months: int) -> date:
        """The first day of the month `months` earlier."""
        index = self.first.year * 12 + self.first.month - 1 - months
        return date(index // 12, index % 12 + 1, 1)

    def before(self, span: str) -> date:
        """Last month of the span of equal length that a span ending with this period is compared with.

        A quarter to date stands against the same months of the quarter before, a year to date against those of the
        year before, a rolling year against the one that ended a month earlier.
        """
        return self.back({"quarter": 3, "ytd": 12}.get(span, self.months))


def months_between(earlier: date, later: date) -> int:
    """How many months `later` lies after `earlier`."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@once_a_version
def periods(store: Store) -> list[Period]:
    """Every period that has results, newest first; months before quarters before years."""
    return [Period(row["grain"], row["period"]) for row in store.rows("periods")]


def period_by_text(known: list[Period], text: str | None, start: int = 1) -> Period:
    """The period a person named, or the latest month (else the latest of any grain). Raises UnknownScope."""
    if not known:
        raise UnknownScope("empty_store")
    if not text:
        return known[0]
    parsed = parse_period(text, start)
    for period in known:
        if parsed == (period.grain, period.first) or text.strip().upper() == period.text(start):
            return period
    raise UnknownScope("unknown_period", period=text, first=known[-1].text(start), last=known[0].text(start))


@dataclass(frozen=True)
class Kpi:
    """A KPI with its whole register, as typed values (None: not set)."""

    kpi_id: int
    values: dict[str, Any]

    def title(self, lang: str) -> str:
        """The KPI's name in the reader's language."""
        name, english = self.values["name"], self.values["name_en"]
        return str(english or name if lang == "en" else name)

    def measure(self, lang: str) -> str:
        """Its unit of measure in the reader's language; empty when none is set."""
        own, english = self.values["measure"], self.values["measure_en"]
        return str((english or own if lang == "en" else own) or "")

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The fields that are guessed from its name and that nobody has told or confirmed yet."""
        listed: str | None = self.values.get("unconfirmed")
        return tuple(listed.split(",")) if listed else ()

    def constant(self, name: str, cells: int | None) -> float | None:
        """A constant of the register as it stands for a value made of `cells` cells: of a sum, one for each (DESIGN 7)."""
        value: float | None = self.values[name]
        if value is None or self.values["aggregation"] != "sum" or not cells or cells < 2:
            return value
        return value * cells


@once_a_version
def kpis(store: Store) -> dict[int, Kpi]:
    """All KPIs by id."""
    return {row["kpi_id"]: Kpi(row["kpi_id"], row) for row in store.rows("kpis")}


def kpi_by_text(known: dict[int, Kpi], text: str) -> Kpi:
    """The KPI a person named, in either language. Raises UnknownScope."""
    wanted = fold(text)
    for kpi in known.values():
        if wanted in (fold(kpi.values["name"]), fold(kpi.values["name_en"] or "")):
            return kpi
    raise UnknownScope("unknown_kpi", kpi=text)


def month_by_text(text: str) -> date:
    """The month a person wrote, as its first day. Raises UnknownScope."""
    span = parse_period(text)
    if span is None or span[0] not in ("month", "day"):
        raise UnknownScope("bad_month", month=text)
    return span[1].replace(day=1)
