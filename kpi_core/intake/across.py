"""What stands across a table: its columns of figures, and whether their heads name periods, KPIs or departments.

A head is a KPI's or a department's because of what it says (a role beside it, a unit, the form of a name) or because a person
says so, never because columns were left over.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from kpi_core.intake.given import Given
from kpi_core.intake.grammar import Head
from kpi_core.intake.heads import Row, is_number
from kpi_core.intake.names import fold
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.roles import CHECKS, KEPT, looks_department, looks_kpi
from kpi_core.intake.timed import Timed, placed_in_time

_MIN_NUMERIC = 0.5
_UNIT_AT_END = re.compile(r"\s*[(（][^()（）=]{1,6}[)）]$")
_LOOKED_AT = 200
# A role's word that stands apart from the name behind it may be one: `Planned visits`, where 计划外工单 is a name.
_PARTED = re.compile(r"\s|[-_/:：]")


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


@dataclass(frozen=True)
class Told:
    """What is known beside the columns of figures: key columns, what titles and the person tell, the year, the header's line."""

    keys: dict[str, int]
    fixed: dict[str, str]
    year: str
    line: int
    given: Given
    typed: int = -1
    heads: list[Head] = field(default_factory=list)

    def misses(self, which: str) -> bool:
        """Whether neither a column nor a title nor the person tells it."""
        return which not in self.keys and which not in self.fixed


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
    loose = [(place, head) for place, head in bare if _numeric(rows, place)]
    if known.typed >= 0 and not figures and len(loose) == 1:
        # Beside a column that says what the figures are, the one column of figures is the value.
        figures, loose = [(loose[0][0], replace(loose[0][1], names=()))], []
    timed, dropped = placed_in_time(figures, known, rows)
    timed = _settled_current(timed, own, known)
    dimension, chosen = _dimension(timed, loose, known)
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
            _name(one.head) for one in chosen if one.head.names and not (one.head.unit or looks(_name(one.head)))
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
    return replace(head, role="", names=(_UNIT_AT_END.sub("", head.text),)) if head.role else head


def _numeric(rows: list[Row], place: int) -> bool:
    texts = [row[place] for _, row in rows[:_LOOKED_AT] if place < len(row) and row[place]]
    return bool(texts) and sum(map(is_number, texts)) >= _MIN_NUMERIC * len(texts)


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


def _name(head: Head) -> str:
    return " ".join(head.names)


def _dimension(timed: list[Timed], loose: list[tuple[int, Head]], known: Told) -> tuple[str, list[Timed]]:
    """Whether KPIs or departments stand across ("" for neither), and the columns of figures with the names they keep."""
    layout = known.given.layout
    kept = [one for one in timed if one.head.role in KEPT or not one.head.role]
    plain = [one for one in timed if not one.head.names]
    named = [one for one in timed if one.head.names]
    if any(one in plain for one in kept) and layout not in ("kpis", "departments"):
        return _beside_plain(plain, named, loose, known)
    more = [Timed(place, replace(head, role="actual"), "") for place, head in loose]
    if known.misses("kpi") or layout == "kpis":
        return _kpis(named, more, known)
    if known.misses("department") or layout == "departments":
        return _departments(named, more, known)
    if named or (more and not kept):
        raise _unknown([*named, *more], known)
    return "", plain


def _beside_plain(
    plain: list[Timed], named: list[Timed], loose: list[tuple[int, Head]], known: Told
) -> tuple[str, list[Timed]]:
    """Columns of figures without a name are the table's own. One beside them that may be an actual as well is asked, never dropped."""
    actual = any(one.head.role in ("actual", "numerator", "denominator") or not one.head.role for one in plain)
    others = [one for one in named if one.head.role in KEPT or (one.head.timed and not one.head.role)]
    if others or (not actual and loose):
        raise _unknown([*others, *(Timed(place, head, "") for place, head in ([] if actual else loose))], known)
    return "", plain


def _unknown(columns: list[Timed], known: Told) -> Unreadable:
    """Heads that a person has to settle, with what is likeliest where something is missing that they could name."""
    heads = list(dict.fromkeys(one.head.text for one in columns))
    likely = (
        "kpi"
        if known.misses("kpi")
        else "department"
        if known.misses("department")
        else "actual"
        if len(heads) == 1
        else ""
    )
    proposed = dict.fromkeys(heads, likely) if likely else {}
    return Unreadable(problem(known.line, heads[0], ", ".join(heads), "heads_unknown", heads=heads, proposed=proposed))


def _paired(named: list[Timed], known: Told) -> list[Timed]:
    """Names with their roles: a role in one cell with its name is one where the name stands with another role too.

    Else the whole is a name: 计划部 is no target of a 部. Where the role stands behind every name (`Orders actual`, `Calls actual`) it is
    one; behind some, or where a name has only a target beside names without, it is asked. Raises Unreadable.
    """
    roles: dict[str, set[str]] = {}
    for one in named:
        roles.setdefault(fold(_name(one.head)), set()).add(one.head.role or "actual")
    lonely = [one for one in named if one.head.phrase and len(roles[fold(_name(one.head))]) == 1]
    behind = [one for one in lonely if fold(one.head.phrase).startswith(fold(one.head.names[-1]))]
    kept = behind if len(behind) == len(named) else []
    parted = [one for one in lonely if one not in behind and _PARTED.search(one.head.phrase)]
    if (parted or (behind and not kept)) and known.given.layout == "":
        raise _unknown(named, known)
    found = [_as_name(one) if one in lonely and one not in kept else one for one in named]
    bare = [
        one for one in found
        if one.head.role in ("", "actual") and not (one.head.apart or one.head.phrase) and len(roles.get(fold(_name(one.head)), ())) < 2
    ]  # fmt: skip
    short = any(
        one.head.phrase and not {"actual", "numerator"} & roles[fold(_name(one.head))]
        for one in found
        if one not in lonely
    )
    if bare and short and known.given.layout == "":
        raise _unknown(named, known)
    return found


def _as_name(one: Timed) -> Timed:
    names = (*one.head.names[:-1], one.head.phrase)
    return replace(one, head=replace(one.head, role="actual", names=names, phrase=""))


def _kpis(named: list[Timed], more: list[Timed], known: Told) -> tuple[str, list[Timed]]:
    candidates = _paired([*named, *more], known)
    if not candidates:
        return "", []
    pairs = Counter(fold(_name(one.head)) for one in candidates)
    shown = known.given.layout == "kpis" or any(_says_kpi(one) for one in candidates)
    if not known.misses("department"):
        # What stands over figures of a department is a KPI, where a role or another of its columns shows that it is a name at all.
        shown = shown or any(count > 1 for count in pairs.values())
        shown = shown or any(
            one.head.role in KEPT and _name(one.head) != one.head.text for one in candidates if one not in more
        )
    if known.misses("department"):
        if all(len(one.head.names) == 2 for one in candidates):
            return "kpis", _department_first(candidates, known)
        if all(looks_department(_name(one.head)) for one in candidates) and known.given.layout != "kpis":
            return "departments", candidates
    if not shown:
        raise _unknown(candidates, known)
    return "kpis", [_lowest(one, candidates) for one in candidates]


def _says_kpi(one: Timed) -> bool:
    """Whether a head says by its form, or by a unit of its own, that its name is a KPI's."""
    return looks_kpi(_name(one.head)) or bool(one.head.unit and not one.head.apart)


def _department_first(candidates: list[Timed], known: Told) -> list[Timed]:
    """Names of two levels with the departments first: by the form of the names, or as told (`layout` is what the upper ones are). Raises Unreadable."""

    def lean(level: int) -> int:
        names = {one.head.names[level] for one in candidates}
        return sum(map(looks_department, names)) - sum(map(looks_kpi, names))

    upper = {"departments": 1, "kpis": -1}.get(known.given.layout, lean(0) - lean(1))
    if not upper:
        raise _unknown(candidates, known)
    return (
        candidates
        if upper > 0
        else [replace(one, head=replace(one.head, names=one.head.names[::-1])) for one in candidates]
    )


def _lowest(one: Timed, candidates: list[Timed]) -> Timed:
    """A name of several levels by its lowest, where that is enough to tell the columns apart."""
    if len(one.head.names) < 2:
        return one
    lowest = {other.head.names[-1]: other.head.names for other in candidates}
    enough = all(lowest[other.head.names[-1]] == other.head.names for other in candidates)
    return replace(one, head=replace(one.head, names=one.head.names[-1:] if enough else (_name(one.head),)))


def _departments(named: list[Timed], more: list[Timed], known: Told) -> tuple[str, list[Timed]]:
    candidates = _paired([*named, *more], known)
    if not candidates:
        return "", []
    names = {_name(one.head) for one in candidates}
    levels = Counter(fold(_name(one.head)) for one in candidates if one.head.role in KEPT)
    structured = any(n > 1 for n in levels.values()) and (len(names) > 1 or any(one.head.apart for one in candidates))
    shown = known.given.layout == "departments" or any(map(looks_department, names)) or structured
    if not shown:
        raise _unknown(candidates, known)
    return "departments", candidates


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
            says.append(("kpi" if dimension == "kpis" else "department", _name(one.head)))
        if one.head.unit:
            says.append(("measure", one.head.unit))
        column = Column(one.place, one.head.text, one.head.role or "actual", tuple(says))
        twin = met.setdefault((column.holds, column.about), column)
        if twin is column:
            columns.append(column)
        elif column.holds not in CHECKS:
            raise Unreadable(problem(0, column.header, twin.header, "column_twice"))
    return columns
