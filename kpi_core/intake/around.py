"""What stands around a table: titles and form heads above it, sections and totals between its rows, notes below."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath

from kpi_core.intake.found_periods import find_periods
from kpi_core.intake.grammar import Head, read_head
from kpi_core.intake.headers import field_of
from kpi_core.intake.heads import Header, Row, is_number, labelled, looks_number
from kpi_core.intake.names import clean, fold
from kpi_core.intake.roles import is_unit, key_of, roles_in

# Names of sheets that are no department's.
NO_DEPARTMENT = re.compile(
    r"(?:sheet|tabelle|feuil|hoja|工作表|表|データ|data|facts?|table|kpis?|指标|汇总|总表|"
    r"合计|明细|数据|考核表?|summary|monthly|weekly|quarterly|scorecards?|performance|月报|"
    r"周报|季报|绩效|totals?|overview|overall|"
    r"all|company|公司|全公司|集团|dashboard|看板|notes?|备注|说明|封面|目录|cover|index|"
    r"readme|contents?|config|settings?|设置|lists?|参数|"
    r"报表|reports?|模板|template|export|导出|results?|pivot|透视表?)[\s_\-]*[()（）\d]*",
    re.IGNORECASE,
)
_A_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?![\d])")
# A year that does not begin in January, or two of them, tells no month its year.
_FISCAL = re.compile(
    r"\bfy\s*'?\d|财年|财政年度|(?:19|20)\d\d\s*[-/–]\s*\d\d(?:\d\d)?(?!\d|\s*[-/.月])|fiscal|financial year",
    re.IGNORECASE,
)
_UNIT_AT_END = re.compile(r"^(.+?)\s*[(（]\s*([^()（）=]{1,6})\s*[)）]$")
_TOTAL = re.compile(
    r"(?:集团|公司|全公司|全部|部门|本页|本月|各部门|全体|季度|年度|所有|区域|加权|算术)*(?:合\s*计|"
        r"总\s*计|小\s*计|累计|汇总|共计|总和|月均|年均|平均值?|均值)(?:数|值|行)?"
    r"|(?:grand|sub|page|company|group|overall|department|net|column|row)?[\s-]*totals?(?:\s*\(.*\))?|"
        r"sum|overall|total\s+(?:company|group|all|departments?|organi[sz]ation|business)|all\s+(?:departments?|"
        r"units?|regions?|branches|teams?|kpis?)"
    r"|(?:(?:monthly|weekly|quarterly|yearly|annual|overall|weighted)\s+mean|(?:monthly|weekly|quarterly|yearly|annual|overall|weighted)?\s*(?:average|avg))(?:\s+(?:performance|"
        r"score|value))?|全公司|整体|总体",
    re.IGNORECASE,
)  # fmt: skip
_PLAIN_TOTAL = re.compile(
    r"合\s*计|总\s*计|小\s*计|累计|汇总|本页小计|(?:grand |sub)?totals?|sum|平均值?|average", re.IGNORECASE
)
# What also says so where no KPI can be meant: `East total`, `Total East`, `生产小计`.
_TOTAL_OF = re.compile(
    r"(?:sub)?total\s+(.{1,40})|(.{1,40})\s+(?:sub)?(?:total|average)|(.{1,20})(?:合计|"
    r"小计|总计)|(?:monthly|weekly|quarterly|annual)\s+average(.{1,30})",
    re.IGNORECASE,
)
_NOTES = (
    "注", "备注", "说明", "数据来源", "来源", "审核", "填表", "制表", "编制", "单位负责人", "部门负责人",
    "负责人", "考评部门", "总经理", "签字", "签名", "复核", "批准", "note", "source", "*", "※",
    "applied filters", "filters", "prepared", "approved", "reviewed", "signature", "generated", "exported",
    "confidential", "legend", "key:", "p =", "footnote", "disclaimer", "printed", "as of", "as at",
    "report ",
)  # fmt: skip
_NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+\s*[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}\s*[、.．)）])\s*"
)
_GROUP = re.compile(r"^\s*(?:[一二三四五六七八九十]+\s*[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}\s*[、.．)）]|"
    r"[ivx]+\s*[.)]\s)|(?:指标|类|维度|层面|方面)$|^(?:financial|customer|internal process(?:es)?|"
    r"learning(?: (?:and|&) growth)?|process(?:es)?|people|finance|growth|quality|perspective.*|"
    r"kpis?)$", re.IGNORECASE)  # fmt: skip


@dataclass
class Body:
    """The rows of data below a header, with the section each stands in; and what was not taken for data.

    `told` gives, per line, what a block head above it says (`部门：客服部`); `notes` are texts below or between, and
    `merged_months` says that months are written once over their rows; `totals` are names of rows left out as
    sums that another company may give a department; `others` are rows of words alone
    below a blank one, as another table begins.
    """

    rows: list[Row] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    told: dict[int, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    merged_months: bool = False
    totals: list[str] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)

    def count(self, what: str) -> None:
        """One more row that is no data."""
        self.left[what] = self.left.get(what, 0) + 1


def is_total(text: str) -> bool:
    """Whether a name says that its row adds up or averages others, whatever the others are."""
    return bool(_TOTAL.fullmatch(fold(text).strip(" :：")))


def total_of(text: str) -> str:
    """What `East total`, `Total East` or `生产小计` adds up, folded; "" for a name that says no such thing."""
    match = _TOTAL_OF.fullmatch(fold(text).strip(" :："))
    return next((part for part in match.groups() if part), "").strip() if match else ""


def adding_up(heads: list[Head], rows: list[Row]) -> Callable[[list[str]], str]:
    """What tells of a row of this table by which name it adds up others ("" for one that does not).

    `Total Quality` is a department, unless a department or KPI of the table is called Quality.
    """
    of = {which: [place for place, head in enumerate(heads) if head.field == which] for which in ("department", "kpi")}
    first = next(
        (p for p, head in enumerate(heads) if (head.role and head.role not in ("noise", "note")) or head.timed),
        len(heads),
    )

    def at(places: list[int], texts: list[str]) -> list[str]:
        return [texts[place] for place in places if place < len(texts) and texts[place]]

    names = {fold(text) for _, texts in rows for text in at([*of["department"], *of["kpi"]], texts)}

    def adds_up(texts: list[str]) -> str:
        kpis, units = at(of["kpi"], texts), at(of["department"], texts)
        others = units if kpis else [text for text in texts[:first] if text]
        for text in [*kpis, *others]:
            part = total_of(text) if text in (units if kpis else others) else ""
            if is_total(text) or (part and (not kpis or part in names)):
                return text
        return ""

    return adds_up


def unnumbered(text: str) -> str:
    """A section's name without its number: `一、销售部` is 销售部."""
    return _NUMBERED.sub("", clean(text))


def is_group(text: str) -> bool:
    """Whether a section's name is that of a group of KPIs and of no department: 一、财务指标, Financial."""
    return bool(_GROUP.search(clean(text)))


def body_of(rows: list[Row], header: Header, adds_up: Callable[[list[str]], str]) -> Body:
    """The rows below a header, sorted: data, sections, totals (as `adds_up` says), notes, the header again."""
    body = Body()
    repeated = {tuple(filter(None, texts)) for _, texts in rows[header.at : header.at + header.depth]}
    below = rows[header.at + header.depth :]
    last = max((at for at, (_, texts) in enumerate(below) if _is_data(texts)), default=-1)
    section, told, before = "", dict[str, str](), 0
    for at, (line, texts) in enumerate(below):
        filled = [text for text in texts if text]
        gap, before = bool(before) and line > before + 1, line
        if tuple(filled) in repeated:
            continue
        if len(filled) <= 2 and _is_note(filled):
            body.count("footnotes")
            body.notes += filled
        elif total := adds_up(texts):
            body.count("totals")
            body.totals += [clean(total)] if not _PLAIN_TOTAL.fullmatch(fold(total).strip(" :：")) else []
        elif len(filled) == 1 and not looks_number(filled[0]):
            if at > last:
                body.count("footnotes")
                body.notes += filled
            elif block := titles([(line, texts)], only=True):
                told = block
            else:
                section = clean(filled[0])
                body.count("sections")
        elif at > last and not _is_data(texts) and _signs(filled):
            body.count("footnotes")
        elif gap and at < last and _words_for_figures(texts, header) and not _signs(filled):
            body.others.append((line, texts))
            body.rows.append((line, texts))
        else:
            body.rows.append((line, texts))
            if section:
                body.sections[line] = section
            if told:
                body.told[line] = told
    return body


def _words_for_figures(texts: list[str], header: Header) -> bool:
    """Whether a row has words, and no figure, where the columns of figures and of the period are."""
    places = [(texts[p], head) for p, head in enumerate(header.heads) if p < len(texts) and texts[p]]
    own = [text for text, head in places if not head.field and head.role not in ("noise", "note")]
    own += [text for text, head in places if head.field == "period" and not read_head(text).timed]
    return bool(own) and not any(map(is_number, texts)) and len(places) > 1


def _is_data(texts: list[str]) -> bool:
    return sum(bool(text) for text in texts) > 1 and any(is_number(text) for text in texts)


def _is_note(filled: list[str]) -> bool:
    return filled[0].casefold().startswith(_NOTES) and not any(map(is_number, filled[1:]))


def _signs(filled: list[str]) -> bool:
    """Whether a row below the data is for signatures: labels with nothing or a name behind."""
    return all(text.rstrip().endswith(("：", ":")) or labelled(text) for text in filled) or _is_note(filled[:1])


def titles(rows: list[Row], only: bool = False) -> dict[str, str]:
    """What rows above a header tell: `指标：…`, `部门 | 质量部`, `单位：万元`, `考评期：2024年3月`, a year or a month in a title.

    A period in a mere title is `title_period`; `only` leaves free texts out.
    """
    told: dict[str, str] = {}
    for _, texts in rows:
        for label, value in _pairs(texts):
            _tell(told, label, value)
        for text in [] if only else texts:
            found = [one for one in find_periods(text) if one.text]
            if len(found) == 1 and found[0].grain in ("month", "quarter") and not _dated(text):
                told.setdefault("title_period", found[0].text)
            if year := year_in(text):
                told.setdefault("year", year)
    return told


def tells_targets(rows: list[Row]) -> bool:
    """Whether the titles above a table say that it holds targets: `2024年各部门目标分解表`."""
    alone = [next(filter(None, texts)) for _, texts in rows if sum(map(bool, texts)) == 1]
    found = {role for text in alone if not labelled(text) for role in roles_in(text)[0]}
    return "target" in found and not found & {"actual", "attainment", "difference", "status"}


def _pairs(texts: list[str]) -> list[tuple[str, str]]:
    """Labels with what they say, in one cell or in two beside each other."""
    found = []
    for place, text in enumerate(texts):
        for part in re.split(r"\s*[|；;]\s*|\s{2,}|(?<=[\u4e00-\u9fff）)])[,，](?=[^,，:：]{1,10}[:：])", text):
            pair = labelled(part)
            if pair and pair[1]:
                found.append(pair)
                continue
            value = next((other for other in texts[place + 1 : place + 3] if other), "")
            label = pair[0] if pair else part
            which = field_of(label) or key_of(label)
            # `Department | Service` is a pair; two labels beside each other are none.
            if label and value and which and not field_of(value) and key_of(value) in (None, which):
                found.append((label, value))
    return found


def _tell(told: dict[str, str], label: str, value: str) -> None:
    which, value = field_of(label) or key_of(label), clean(value)
    if which == "measure" and is_unit(value):
        told.setdefault("measure", re.sub(r"^人民币", "", value))
    elif which in ("measure", "department"):
        told.setdefault("department", value)
    elif which == "kpi":
        named = _UNIT_AT_END.match(value)
        told.setdefault("kpi", named[1] if named else value)
        if named:
            told["measure"] = named[2]
    elif which == "period":
        found = find_periods(value)
        if len(found) == 1 and found[0].text and (found[0].grain != "day" or not _dated(label)):
            told.setdefault("period", found[0].text)


def _dated(text: str) -> bool:
    """Whether a text speaks of the day something was made on, and not of what it is about."""
    return bool(re.search(r"填报|制表|打印|导出|更新|提交|日期|printed|generated|exported|created|updated|\bdate\b|"
        r"\bon\b", text, re.IGNORECASE))  # fmt: skip


def year_in(text: str) -> str:
    """The one calendar year that a title or a file's name tells, or ""."""
    if _FISCAL.search(text):
        return ""
    found = set(_A_YEAR.findall(PurePath(text).stem if re.search(r"\.[a-z]{3,4}$", text, re.IGNORECASE) else text))
    return found.pop() if len(found) == 1 else ""


def period_in(texts: list[str]) -> str:
    """The one month or quarter that some texts name together, or ""."""
    found = {one.text for text in texts if not _dated(text) for one in find_periods(text) if one.grain != "year"}
    return found.pop() if len(found) == 1 else ""
