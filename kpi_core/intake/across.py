"""What stands across a table: its columns of figures, and whether their heads name periods, KPIs or departments.

A head is a KPI's or a department's because of what it says (a role beside it, a unit, the form of a name) or because a person
says so, never because columns were left over.
"""

import re
from dataclasses import dataclass, field, replace

from kpi_core.intake.dimension import Told, dimension_of, name_of
from kpi_core.intake.grammar import Head
from kpi_core.intake.heads import Row, has_figures
from kpi_core.intake.measure import same_measure
from kpi_core.intake.periods import parse_period
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.roles import CHECKS, KEPT, looks_department, looks_kpi
from kpi_core.intake.timed import Timed, placed_in_time

_UNIT_AT_END = re.compile(r"\s*[(（][^()（）=]{1,6}[)）]$")
_LOOKED_AT = 200


@dataclass(frozen=True)
class Column:
    """A column of values: the field it holds (a value or a check), and what its header says of period, kpi, department or measure."""

    place: int
    header: str
    holds: str
    says: tuple[tuple[str, str], ...] = ()

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """What it says of the fact itself; columns that agree in it are one fact."""
        return tuple(pair for pair in self.says if pair[0] != "measure")


@dataclass
class Across:
    """The columns of figures of a table, how they are laid out, and the heads of those that are not read."""

    kind: str = "long"
    values: list[Column] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def columns_across(heads: list[Head], known: Told, rows: list[Row]) -> Across:
    """The columns of figures below these heads. Raises Unreadable where a head can be read in more than one way."""
    taken = {*known.keys.values(), known.typed}
    own = [(place, _counted(head, known)) for place, head in enumerate(heads) if place not in taken and head.text]
    bare = [(place, _whole(head)) for place, head in own if _is_bare(head, own, known)]
    figures = [(p, h) for p, h in own if (h.role in (*KEPT, *CHECKS, "current", "unsure")) or (h.timed and not h.role)]
    # `Target owner` and `Actual date` hold no figures: a name beside a role counts where figures stand.
    figures = [
        (place, head) for place, head in figures if not head.names or head.role in CHECKS or _figures(rows, place)
    ]
    loose = [(place, head) for place, head in bare if has_figures(rows, place)]
    if known.typed >= 0 and not figures and len(loose) == 1:
        # Beside a column that says what the figures are, the one column of figures is the value.
        figures, loose = [(loose[0][0], replace(loose[0][1], names=()))], []
    timed, dropped = placed_in_time(figures, known, rows)
    timed = _settled_current(timed, own, known)
    dimension, chosen = dimension_of(timed, loose, known)
    values = _columns(chosen, dimension)
    # A check without a figure beside it checks nothing.
    values = [
        one for one in values if one.holds in KEPT or any(o.about == one.about and o.holds in KEPT for o in values)
    ]
    used = {column.place for column in values}
    across = Across(values=values, unused=[head.text for place, head in own if place not in used])
    across.kind = dimension or ("months" if any(which == "period" for c in values for which, _ in c.says) else "long")
    looks = looks_kpi if dimension == "kpis" else looks_department
    names = list(
        dict.fromkeys(
            name_of(one.head) for one in chosen if one.head.names and not (one.head.unit or looks(name_of(one.head)))
        )
    )
    if dimension in ("kpis", "departments") and not known.given.layout and names:
        across.warnings.append(problem(known.line, "", ", ".join(names), f"heads_are_{dimension}", warning=True, heads=names,
                                       proposed=dict.fromkeys(names, dimension[:-1])))  # fmt: skip
    if dropped:
        across.warnings.append(problem(known.line, "", ", ".join(dropped), "columns_left", warning=True))
    return across


def _counted(head: Head, known: Told) -> Head:
    """A head whose name may as well be a unit (it is one where a column names the KPIs) or a period (a column tells that)."""
    if head.names and head.timed and not head.role and "period" in known.keys:
        return Head(head.text, names=(head.text,))
    if len(head.names) != 1 or head.names[0] != head.unit:
        return head
    return replace(head, unit="") if known.misses("kpi") else replace(head, names=())


def _is_bare(head: Head, own: list[tuple[int, Head]], known: Told) -> bool:
    """Whether a head is a mere name: no role, no period; or a role of what is not read that belongs to a KPI's name (`M2同比增长`)."""
    if not head.role and not head.timed and not head.field:
        return True
    ignored = head.role in ("previous", "cumulative", "forecast")
    return bool(ignored and head.names and known.misses("kpi") and sum(o.names == head.names for _, o in own) == 1)


def _whole(head: Head) -> Head:
    return replace(head, role="", names=(_UNIT_AT_END.sub("", head.text),), phrase="") if head.role else head


def _figures(rows: list[Row], place: int) -> bool:
    """Whether a column is blank, or has figures that are no dates."""
    texts = [row[place] for _, row in rows if place < len(row) and row[place]][:_LOOKED_AT]
    undated = [(line, row) for line, row in rows if place < len(row) and not _dated(row[place])]
    return not texts or has_figures(undated, place)


def _dated(text: str) -> bool:
    return not text.isdigit() and parse_period(text) is not None


def _settled_current(timed: list[Timed], own: list[tuple[int, Head]], known: Told) -> list[Timed]:
    """`This quarter` is the actual where nothing else may be; asked where another period stands beside it."""
    current = [one for one in timed if one.head.role == "current"]
    unsure = [one for one in timed if one.head.role == "unsure"]
    if not current and not unsure:
        return timed
    actual = any(one.head.role == "actual" and not one.head.names for one in timed)
    previous = [head for _, head in own if head.role == "previous"]
    if not actual and (previous or len(current) > 1 or unsure):
        asked = [*(one.head.text for one in [*current, *unsure]), *(head.text for head in previous)]
        raise Unreadable(problem(known.line, asked[0], ", ".join(asked), "roles_unsure", heads=asked))
    kept = [one for one in timed if one.head.role not in ("current", "unsure")]
    return kept if actual else [*kept, *(replace(one, head=replace(one.head, role="actual")) for one in current)]


def _columns(chosen: list[Timed], dimension: str) -> list[Column]:
    """The columns with what their heads say. Raises Unreadable for two of one role that speak of one fact."""
    columns: list[Column] = []
    met: dict[tuple[object, ...], Column] = {}
    for one in sorted(chosen, key=lambda one: one.place):
        says = [("period", one.period)] if one.period else []
        names = one.head.names
        if dimension == "kpis" and len(names) == 2:
            says += [("department", names[0]), ("kpi", names[1])]
        elif dimension and names:
            says.append(("kpi" if dimension == "kpis" else "department", name_of(one.head)))
        if one.head.unit:
            says.append(("measure", one.head.unit))
        column = Column(one.place, one.head.text, one.head.role or "actual", tuple(says))
        twin = met.setdefault((column.holds, column.about), column)
        if twin is column:
            columns.append(column)
        elif column.holds not in CHECKS:
            raise Unreadable(problem(0, column.header, twin.header, "column_twice"))
    _refuse_two_units(columns)
    return columns


def _refuse_two_units(columns: list[Column]) -> None:
    """Heads of one fact that are counted in different units, `Actual (%)` beside `Target (k$)`. Raises Unreadable."""
    counted: dict[object, tuple[str, str]] = {}
    for column in columns:
        unit = dict(column.says).get("measure", "")
        if not unit or column.holds not in KEPT:
            continue
        first, header = counted.setdefault(column.about, (unit, column.header))
        if unit != first and not same_measure(unit, first):
            raise Unreadable(problem(0, column.header, unit, "units_differ", used=first, heads=[header, column.header]))
