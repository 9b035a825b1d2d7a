"""Whether KPIs or departments stand across a table, by what its heads say.

A name is a KPI's or a department's because of its form, a unit, or another role beside it, or because a person says so; never
because columns were left over.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from kpi_core.intake.given import Given
from kpi_core.intake.grammar import Head
from kpi_core.intake.names import fold
from kpi_core.intake.problem import Unreadable, problem
from kpi_core.intake.roles import KEPT, looks_department, looks_kpi
from kpi_core.intake.timed import Timed

# A role's word that stands apart from the name behind it may be one: `Planned visits`, where 计划外工单 is a name.
_PARTED = re.compile(r"\s|[-_/:：]")


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


def name_of(head: Head) -> str:
    """The name of a head, its levels together."""
    return " ".join(head.names)


def dimension_of(timed: list[Timed], loose: list[tuple[int, Head]], known: Told) -> tuple[str, list[Timed]]:
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
        roles.setdefault(fold(name_of(one.head)), set()).add(one.head.role or "actual")
    lonely = [one for one in named if one.head.phrase and len(roles[fold(name_of(one.head))]) == 1]
    behind = [one for one in lonely if fold(one.head.phrase).startswith(fold(one.head.names[-1]))]
    kept = behind if len(behind) == len(named) else []
    parted = [one for one in lonely if one not in behind and _PARTED.search(one.head.phrase)]
    sides = {one.head.role for one in lonely if one not in behind}
    if (parted or len(sides) > 1 or (behind and not kept)) and known.given.layout == "":
        raise _unknown(named, known)
    found = [_as_name(one) if one in lonely and one not in kept else one for one in named]
    bare = [
        one for one in found
        if one.head.role in ("", "actual") and not (one.head.apart or one.head.phrase) and len(roles.get(fold(name_of(one.head)), ())) < 2
    ]  # fmt: skip
    short = any(
        one.head.phrase and not {"actual", "numerator"} & roles[fold(name_of(one.head))]
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
    pairs = Counter(fold(name_of(one.head)) for one in candidates)
    shown = known.given.layout == "kpis" or any(_says_kpi(one) for one in candidates)
    if not known.misses("department"):
        # What stands over figures of a department is a KPI, where a role or another of its columns shows that it is a name at all.
        shown = shown or any(count > 1 for count in pairs.values())
        shown = shown or any(
            one.head.role in KEPT and name_of(one.head) != one.head.text for one in candidates if one not in more
        )
    if known.misses("department"):
        if len({len(one.head.names) for one in candidates}) > 1:
            raise _unknown(candidates, known)
        if all(len(one.head.names) == 2 for one in candidates):
            return "kpis", _department_first(candidates, known)
        if all(looks_department(name_of(one.head)) for one in candidates) and known.given.layout != "kpis":
            return "departments", candidates
    if not shown:
        raise _unknown(candidates, known)
    return "kpis", [_lowest(one, candidates) for one in candidates]


def _says_kpi(one: Timed) -> bool:
    """Whether a head says by its form, or by a unit of its own, that its name is a KPI's."""
    return looks_kpi(name_of(one.head)) or bool(one.head.unit and not one.head.apart)


def _department_first(candidates: list[Timed], known: Told) -> list[Timed]:
    """Names of two levels with the departments first: by their form, or as told (`layout` is what the upper ones are).

    Raises Unreadable.
    """

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
    return replace(one, head=replace(one.head, names=one.head.names[-1:] if enough else (name_of(one.head),)))


def _departments(named: list[Timed], more: list[Timed], known: Told) -> tuple[str, list[Timed]]:
    candidates = _paired([*named, *more], known)
    if not candidates:
        return "", []
    names = {name_of(one.head) for one in candidates}
    levels = Counter(fold(name_of(one.head)) for one in candidates if one.head.role in KEPT)
    structured = any(n > 1 for n in levels.values()) and (len(names) > 1 or any(one.head.apart for one in candidates))
    shown = known.given.layout == "departments" or any(map(looks_department, names)) or structured
    if not shown:
        raise _unknown(candidates, known)
    return "departments", candidates
