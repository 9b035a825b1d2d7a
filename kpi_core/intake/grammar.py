"""A header is a sentence: what the cells above a column say together, part by part and in any order.

`本月实际(万元)`, `Target (Q1 2024)`, `Revenue` over `Actual` over `2024-01`: a role, a period, a unit and a name.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from kpi_core.intake.found_periods import find_periods
from kpi_core.intake.headers import field_of
from kpi_core.intake.names import clean
from kpi_core.intake.periods import bare_month, parse_period
from kpi_core.intake.roles import CHECKS, KEPT, is_noise, is_unit, is_value, key_of, role_of, roles_in

# Brackets in the middle of a name belong to it: 货币(M2)供应量.
_BRACKETS = re.compile(r"\s*[(（\[【]\s*([^()（）\[\]【】]*)\s*[)）\]】](?![\u4e00-\u9fffA-Za-z])")
_YEARLY = re.compile(r"年度|全年|annual|yearly|full[- ]year|本年|当年", re.IGNORECASE)
_SIGN = re.compile(r"[%％‰$€£¥￥₹元万亿]|usd|eur|cny|rmb|gbp", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*[(（\[【].*[)）\]】]\s*")
_WORD = re.compile(r"[^\s\-–—:：|·,，_]+")
_YEARS = re.compile(r"年度?|全年|years?|yearly|annual", re.IGNORECASE)
_SPANNED = re.compile(rf"{_YEARS.pattern}|月度?|本月|当月|季度?|周|months?|monthly|weekly|quarterly", re.IGNORECASE)
_SLASHED = re.compile(r"\s*[/／]\s*([^/／\s]{1,8}(?=\s)|[^/／]{1,8}$)")
_TYPE = ("类型", "数据类型", "type", "scenario", "version", "口径", "版本")
_EDGES = " \t-–—_/:：·,，、|&;；.的之"


@dataclass(frozen=True)
class Head:
    """What the header of one column says.

    `field` is the key or register field it names ("" for none), `role` what its figures are (actual, target, attainment ...;
    "noise" for what says nothing of a figure, "current" and "unsure" for what could be several). `period` is a period's text,
    `month` and `quarter` one without its year, `year` a year alone, `yearly` a word for the whole year; `unit` the unit of
    measure; `names` what is left, level by level: a KPI's or a department's name. `apart` says that role and name stand in cells of their
    own; `phrase` is the name with the words of its role where both stand in one.
    """

    text: str
    field: str = ""
    role: str = ""
    period: str = ""
    month: int = 0
    quarter: int = 0
    year: str = ""
    yearly: bool = False
    unit: str = ""
    names: tuple[str, ...] = ()
    apart: bool = False
    phrase: str = ""

    @property
    def timed(self) -> bool:
        """Whether it says when."""
        return bool(self.period or self.month or self.quarter or self.year)

    @property
    def tells(self) -> bool:
        """Whether it says anything that a mere name does not."""
        return bool(self.field or self.role or self.timed or self.yearly or (self.unit and not self.names))


@lru_cache(maxsize=8192)
def read_head(text: str) -> Head:
    """The parts of one header cell; a line break counts as a blank or as nothing, whichever makes a word."""
    if not text.strip():
        return Head("")
    shown = clean(text)
    for word in {clean(text.replace("\n", "")): None, shown: None, clean(shown.replace("_", " ")): None}:
        if whole := _whole(word, shown):
            return whole
    if twice := _twice(shown):
        return twice
    pieces = [piece for piece in text.split("\n") if piece.strip()]
    closed = all(sum(map(piece.count, "(（[【")) == sum(map(piece.count, ")）]】")) for piece in pieces)
    if len(pieces) > 1 and closed and not any(map(_BRACKETED.fullmatch, pieces)):
        heads = [read_head(piece) for piece in pieces]
        if any(head.tells for head in heads):
            return joined(heads, shown)
    return _cell(shown.replace("_", " "), shown)


def _cell(text: str, shown: str) -> Head:
    """The parts of one line of a header cell: what stands in brackets or behind a slash, then the sentence."""
    outer, unit, inside = _unbracketed(text)
    slashed = _SLASHED.search(outer)
    if slashed and is_unit(slashed[1]):
        outer, unit = f"{outer[: slashed.start()]} {outer[slashed.end() :]}".strip(), unit or slashed[1]
    if unit and key_of(outer) in ("period", "year") and field_of(outer) is None:
        # What is counted in days is no period: 周期(天).
        return Head(shown, unit=unit, names=(outer,))
    if (whole := _whole(outer, shown)) and (not inside or whole.field or whole.role == "noise"):
        return replace(whole, unit=unit)
    head = replace(_sentence(outer, outer), text=shown)
    for one in inside or ([Head("")] if not unit and outer != text else []):
        head = _both(head, one, outer)
    return replace(head, unit=unit or head.unit)


def _twice(shown: str) -> Head | None:
    """A head that says one thing in two languages: `部门 Department`, `目标/Target`."""
    parts = [part for part in re.split(r"[\s/／|()（）]+|(?<=[\u4e00-\u9fff])(?=[A-Za-z])", shown) if part]
    heads = [_whole(part, part) or _sentence(part, part) for part in parts]
    if len(parts) < 2 or any(head.names or head.timed for head in heads):
        return None
    said = {(head.field, head.role) for head in heads}
    return replace(heads[0], text=shown) if len(said) == 1 and heads[0].tells else None


def _whole(text: str, shown: str) -> Head | None:
    """A head that is one known word, or a period and nothing else."""
    which = field_of(text)
    if which in KEPT:
        return Head(shown, role=which)
    which = which or key_of(text)
    if which:
        return Head(shown, field=which)
    if text.casefold() in _TYPE:
        return Head(shown, field="type")
    if is_noise(text):
        return Head(shown, role="noise")
    if is_value(text):
        return Head(shown, role="current")
    if text.isdigit() and len(text) not in (4, 6) and bare_month(text) is None:
        return None
    if (month := bare_month(text)) is not None:
        return Head(shown, month=month)
    if re.fullmatch(r"(?:19|20)\d\d\s*年?", text):
        return Head(shown, year=text[:4])
    return Head(shown, period=text) if parse_period(text) is not None else None


def _unbracketed(text: str) -> tuple[str, str, list[Head]]:
    """A head without its brackets, the unit that stood in them, and what else did."""
    unit, inside = "", list[Head]()
    for content in _BRACKETS.findall(text):
        if _SPANNED.fullmatch(content.strip()):
            # `目标(年)` is the year's, `实际(月)` the month's: neither is counted in them.
            inside += [Head(content, yearly=True)] if _YEARS.fullmatch(content.strip()) else []
        elif is_unit(content):
            unit = unit or _unit_of(content)
        elif content.strip():
            inside.append(as_name(_whole(clean(content), content) or _sentence(clean(content), content)))
    return clean(_BRACKETS.sub(" ", text)).strip(_EDGES), unit, inside


def as_name(head: Head) -> Head:
    """A head beside or above a figure's: `Service` is a name there, where it would be a key over words; the usual key words stay."""
    if not head.field or field_of(head.text) is not None:
        return head
    name = clean(_BRACKETS.sub(" ", head.text)).strip(_EDGES)
    return Head(head.text, unit=head.unit, names=(name or head.text,))


def _unit_of(text: str) -> str:
    return re.sub(r"^(?:单位|unit)\s*[:：]?\s*", "", clean(text), flags=re.IGNORECASE)


def _both(head: Head, inside: Head, outer: str) -> Head:
    """A head with what its brackets say, if that is a part of the sentence; else the brackets belong to the name."""
    if (
        head.role in ("attainment", "difference", "status", "note")
        and not inside.timed
        and (inside.role or not inside.names)
    ):
        return head
    if inside.names and (head.role or head.timed) and not inside.timed:
        # Nothing that a head says may vanish: 目标 (华东大区).
        return replace(head, names=(*head.names, *((inside.phrase,) if inside.phrase else inside.names)))
    if inside.names or not inside.tells or inside.field:
        whole = (head.text,) if head.names == (outer,) else head.names
        return replace(head, names=whole)
    return joined([head, inside], head.text)


def _sentence(text: str, shown: str) -> Head:
    """The parts of a text: its periods first, then the roles of what is left, then a unit, then a name."""
    head, left = _timed(text, shown)
    if slashed := _SLASHED.search(left.strip()):
        left, head = (
            (left.strip()[: slashed.start()], replace(head, unit=slashed[1])) if is_unit(slashed[1]) else (left, head)
        )
    found, rest = _outer(left)
    role = role_of(found)
    if role == "current" and rest:
        role = ""
    if not role and not head.timed:
        return Head(shown, names=(shown,))
    if not role and rest.strip(_EDGES) and head.year and not head.period:
        # A year in a name says nothing of when: `2024新品销售额`.
        return Head(shown, names=(shown,))
    yearly = bool(_YEARLY.search(text)) and role != "cumulative"
    rest = _YEARLY.sub("", rest).strip(_EDGES) if yearly else rest.strip(_EDGES)
    rest = rest.removeprefix("值") if role else rest
    if rest and is_noise(rest) and (head.timed or role):
        return replace(head, role="noise")
    if rest and is_unit(rest) and role:
        # `Actual %` is counted in percent; the orders of `Orders Target` may be a KPI or what its target is counted in.
        names = () if _SIGN.search(rest) else (rest,)
        phrase = clean(left).strip(_EDGES) if names else ""
        return replace(head, role=role, yearly=yearly, unit=rest, names=names, phrase=phrase)
    again = _whole(rest, rest) if rest and not head.timed else None
    if again and again.timed:
        return replace(again, text=shown, role=role)
    phrase = re.sub(r"\s+", " ", left).strip(_EDGES) if rest and role else ""
    return replace(head, role=role, yearly=yearly, names=(rest,) if rest else (), phrase=phrase)


def _outer(text: str) -> tuple[frozenset[str], str]:
    """The roles of a text and its name.

    Where a role stands at its end (else its beginning) and the rest holds one too, the rest is a name.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    for at in range(1, len(words)):
        for role, name in (
            (text[words[at][0] :], text[: words[at - 1][1]]),
            (text[: words[-at - 1][1]], text[words[-at][0] :]),
        ):
            if found := _pure(role):
                return (found, name.strip(_EDGES)) if _is_name(name) else roles_in(text)
    return roles_in(text)


def _pure(text: str) -> frozenset[str]:
    """The roles of a text that is nothing but one; none for another."""
    found, left = roles_in(text.strip(_EDGES))
    return found if not left and role_of(found) not in ("", "current", "unsure") else frozenset()


def _is_name(text: str) -> bool:
    """Whether a text with a role's word in it is more than roles: 计划外工单, Planned visits."""
    found, left = roles_in(text)
    return bool(left) and role_of(found) not in ("", "current")


def _timed(text: str, shown: str) -> tuple[Head, str]:
    """The one period that a text names, and the text without it; several of them are part of a name."""
    found = find_periods(text)
    if len(found) != 1:
        return Head(shown), text
    one = found[0]
    left = f"{text[: one.start]} {text[one.end :]}"
    if one.text:
        year = re.fullmatch(r"((?:19|20)\d\d)", one.text)
        return (Head(shown, year=year[1]) if year else Head(shown, period=one.text)), left
    return Head(shown, month=one.month or 0, quarter=one.quarter or 0), left


def joined(levels: list[Head], text: str = "") -> Head:
    """What the cells above one column say together, from the top down.

    A year above completes a month or quarter below; a key field below takes no name from a title above it; two different
    periods or roles leave it unsure.
    """
    if any(level.role or level.timed for level in levels):
        levels = [as_name(level) for level in levels]
    if any(level.role in (*KEPT, *CHECKS) and not level.names for level in levels):
        # The role stands in a cell of its own: 目标客户组 above it is a name.
        levels = [
            replace(level, role="", names=(level.phrase,), phrase="") if level.phrase else level for level in levels
        ]
    field = next((level.field for level in reversed(levels) if level.field), "")
    roles = list(dict.fromkeys(level.role for level in levels if level.role and level.role != "current"))
    role = role_of(frozenset(roles)) if len(roles) > 1 else (roles or [""])[0]
    if "noise" in roles or (len(roles) > 1 and not role):
        # A total or an average over columns of figures.
        role = "noise"
    current = any(level.role == "current" for level in levels)
    year = next((level.year for level in levels if level.year), "")
    periods = list(dict.fromkeys(level.period for level in levels if level.period))
    month = next((level.month for level in levels if level.month), 0)
    quarter = next((level.quarter for level in levels if level.quarter), 0)
    period = periods[0] if periods else ""
    if len(periods) > 1:
        role = "unsure"
    if not period and year and (month or quarter):
        period = f"{year}-{month:02d}" if month else f"{year}Q{quarter}"
    return Head(
        text or clean(" ".join(dict.fromkeys(level.text for level in levels if level.text))),
        field, role or ("current" if current and not field else ""), period, month, quarter, year,
        any(level.yearly for level in levels), next((level.unit for level in reversed(levels) if level.unit), ""),
        () if field else tuple(dict.fromkeys(name for level in levels for name in level.names)),
        any(level.names and not level.role for level in levels) and any(level.role and not level.names for level in levels),
        next((level.phrase for level in levels if level.phrase), ""),
    )  # fmt: skip
