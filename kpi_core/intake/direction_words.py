"""Which way a KPI is good, in free words: Smaller is better, the higher the better, 越低越好, 望大, ↓."""

import re
import unicodedata

_LOWER = (
    r"small(?:er|est)?|low(?:er|est)?|less(?:er)?|few(?:er|est)?|least|short(?:er)?|decreas(?:e|es|ing)|reduc(?:e|es|ing|tion)"
    r"|minimi[sz](?:e|es|ing|ation)|min(?:imum)?|down(?:ward|wards)?|drop|fall(?:ing)?|negative|cost(?:[- ]type)?|l|↓|⬇|▼|↘"
    r"|[越愈]?[小低少短]|下降|减少|降低|逆向?|反向?|负向?|逆指标|负指标|成本型?|极小型?"
)
_HIGHER = (
    r"big(?:ger|gest)?|larg(?:e|er|est)|high(?:er|est)?|more|most|great(?:er|est)?|long(?:er)?|increas(?:e|es|ing)|rais(?:e|ing)"
    r"|maximi[sz](?:e|es|ing|ation)|max(?:imum)?|up(?:ward|wards)?|ris(?:e|ing)|grow(?:th|ing)?|positive|benefit(?:[- ]type)?|h|↑|⬆|▲|↗"
    r"|[越愈]?[大高多长]|上升|增加|提高|增长|正向?|正指标|效益型?|极大型?"
)
_BAND = (
    r"bands?|ranges?|within|inside|between|nominal|tolerance|close[rst]*"
    r"|near(?:er|est)?|on[- ]target|mid(?:dle)?|centr(?:e|al)|center|stable"
    r"|[越愈]?接近|区间型?|适中|适度|居中|中间型?|望目|固定型?|双向|稳定"
)
_NONE = (
    r"none|n ?/?a|not applicable|neutral|contextual|no polarity|no direction|shown only"
    r"|monitor(?:ing|ed)?(?: only)?|informational|info(?: only)?"
    r"|无|不适用|仅展示|不考核|监测|监控|观察"
)
_WORSE = r"worse|worst|bad|poor|undesirable|adverse|不好|越?差|坏|劣"
# What stands beside the word that counts.
_FILLERS = (
    r"is|are|the|a|an|be|to|if|when|it|its|in|of|as|we|want|aim|should|must|than|better|best|good|preferred|desired|desirable|wanted|favou?rable"
    r"|ideal|optimal|trend|direction|polarity|indicator|indicators|kpi|measure|type|value|values|number|numbers|result|results|performance|figure"
    r"|越?好|越?优|越?佳|为|望|更|者|愈|越|的|型|指标|特性|性|类|化|值|数值|趋势|方向|内|最"
)
_KINDS = {
    "none": _NONE,
    "worse": _WORSE,
    "band": _BAND,
    "lower": _LOWER,
    "higher": _HIGHER,
    "filler": _FILLERS,
    "aim": "target|目标",
}
# A word of Latin letters does not end in the middle of one.
_PARTS = {kind: re.compile(rf"(?:{words})(?!(?<=[a-z])[a-z])") for kind, words in _KINDS.items()}
# Heads of columns that hold directions in some files and other things in others (定量 / 定性).
_PERHAPS = ("指标属性", "指标性质", "属性", "性质", "better")
_BLANKS = re.compile(r"[\s,.;:=()/_'\"!、，。；：·-]+")
_DASHES = ("-", "−", "–", "—", "－")
# What means a direction only where its counterpart stands in the same column.
_SIGNS = {"+": "higher", "-": "lower", "1": "higher", "+1": "higher", "-1": "lower"}


def direction_of(text: str) -> str | None:
    """`higher`, `lower`, `band` or `none` as free words say it; None where they say two ways, or something we do not know."""
    rest = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    met: set[str] = set()
    while rest:
        end, kind = max((match.end() if (match := part.match(rest)) else 0, kind) for kind, part in _PARTS.items())
        if not end:
            return None
        met.add(kind)
        rest = rest[end:].lstrip()
    said = met - {"filler", "worse", "aim"} or ({"band"} if "aim" in met and "filler" in met else set())
    if len(said) != 1:
        return None
    word = said.pop()
    return {"higher": "lower", "lower": "higher"}.get(word) if "worse" in met else word


def plain_directions(words: list[str]) -> list[str]:
    """The words of one column with + and - (1 and -1) written out where both stand there; a dash alone says nothing and becomes blank."""
    signs = [unicodedata.normalize("NFKC", word).strip() for word in words]
    signs = ["-" + sign[1:] if sign[:1] in _DASHES else sign for sign in signs]
    both = {_SIGNS[sign] for sign in signs if sign in _SIGNS} == {"higher", "lower"}
    return [
        _SIGNS[sign] if both and sign in _SIGNS else "" if set(sign) == {"-"} else word
        for word, sign in zip(words, signs, strict=True)
    ]


def unclear_head(header: str) -> bool:
    """Whether a column so called holds directions in some files and other things in others."""
    return header.strip().casefold() in _PERHAPS


def holds_directions(words: list[str]) -> bool:
    """Whether every word of a column that is not blank is a direction."""
    said = [word for word in plain_directions(words) if word.strip()]
    return bool(said) and all(direction_of(word) for word in said)
