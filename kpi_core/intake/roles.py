"""The words of a header, in both languages: what role a column plays, which key it is, and which unit it is counted in.

Each role is a pattern of parts instead of a list of whole names; what a pattern takes is not looked at again, so that the
order below is the precedence: `目标达成率` is an attainment and no target, `Stretch target` a stretch.
"""

import re
from functools import lru_cache

from kpi_core.intake.headers import field_of
from kpi_core.intake.names import fold

_SET = r"(?:目标|目標|计划|計劃|预算|预期|任务|考核|target|plan(?:ned)?|budget(?:ed)?|goals?|objectives?)"
_DONE = r"(?:实际|實際|实绩|実績|完成|达成|actuals?|achieved|results?)"
_VALUE = r"(?:(?:[数量额值]|数值|数量|数额|金额|情况|水平)(?![\u4e00-\u9fff]))?"
# A role, and what says it, in the order of precedence.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("note", r"status\s*(?:&|and|/)\s*comments?|comments?|remarks?|备注|说明|原因分析|差异原因|改进措施|notes?"),
    (
        "attainment",
        rf"%\s*(?:of\s+)?(?:the\s+)?{_SET}(?:\s+(?:achieved|met|reached))?|%\s*(?:ach\b\.?|achieve[dm]\w*|"
            rf"complete[d]?|attain\w*)"
        rf"|(?:achieve(?:d|ment)|attain(?:ment|ed)|completion|performance|complete)\s*(?:rate|ratio|%|pct|percent\w*)"
        rf"|{_SET}\s*(?:achieve(?:d|ment)|attain(?:ment|ed)|completion|realisation|realization)(?:\s*(?:rate|%))?"
        rf"|{_DONE}\s*(?:/|÷|vs\.?|as\s*%\s*of|比)\s*{_SET}|(?:实际|目标|计划|预算|任务|指标)*(?:完成|"
            rf"达成|达标|执行|实现)(?:比)?(?:率|比例?|进度|百分比|度|%)"
        r"|achievement|attainment|hit rate vs target",
    ),
    (
        "difference",
        rf"{_DONE}\s*[-–−]\s*{_SET}|(?:vs\.?|versus|against|to|over|under|above|below)\s*{_SET}"
        rf"|(?:与|较|比)?{_SET}?(?:差异|差额|差值|偏差|缺口|超欠|差距)(?:率|值|额|数|%)*|variance|"
            rf"\bvar\b\.?(?:\s*%)?|difference|\bdiff\b|\bgap\b|delta|Δ|deviation|[+＋]\s*/\s*[-－]",
    ),
    (
        "status",
        r"\brag\b(?:\s*(?:status|rating))?|status|\btraffic\s*lights?\b|亮灯|灯色|信号灯|状态|"
            r"红黄绿灯?|红绿灯|预警灯?|是否(?:达标|达成|完成)|(?:达标|完成|达成)(?:与否|状态)|on\s+target\s*\?",
    ),
    (
        "cumulative",
        r"(?:本年|年度|全年|年初至今|年|当年)?累计(?:至今)?|year[- ]to[- ]date|month[- ]to[- ]date|"
            r"quarter[- ]to[- ]date|\b[ymq]td\b|\bfytd\b|cumulative|\bcum\b\.?|至今",
    ),
    (
        "previous",
        r"去年同期|上年同期|上年同月|去年|上年|同期|上月|上期|上季度?|前期|环比|同比(?:增[长减]|"
            r"变化)?|增长率|增减率?|last\s+(?:year|month|quarter|period|week)|prior\s+(?:year|month|"
            r"quarter|period)"
        r"|previous(?:\s+(?:year|month|quarter|period))?|\b[pl]y\b|\byoy\b|\bmom\b|\bqoq\b|"
            r"same\s+period|year\s+on\s+year|change",
    ),
    ("forecast", r"预测|预估|预计|展望|forecast\w*|outlook|estimated?|projection|projected|\bfcst\b"),
    ("stretch", r"挑战(?:目标)?|冲刺(?:目标)?|力争(?:目标)?|stretch(?:\s+(?:target|goal))?"),
    (
        "floor",
        r"底线(?:目标)?|门槛(?:目标)?|保底(?:目标)?|最低(?:目标|要求)|红线|floor(?:\s+(?:target|"
            r"goal))?|threshold|minimum\s+(?:target|goal|level)",
    ),
    ("target", rf"(?:考核|本月|年度)?(?:目标|目標|计划|計劃|計画|预算|予算|任务|指标值|标准值?){_VALUE}|"
        rf"\b(?:target|plan(?:ned)?|budget(?:ed)?|goals?|objectives?|tgt|trgt)\b\.?|\bsoll(?:wert)?\b|"
        rf"\bziel(?:wert)?\b|\bobjectif\b|\bobjetivo\b"),
    (
        "actual",
        rf"(?:实际|實際|实绩|実績|實績)(?:完成|达成|发生|实现)?{_VALUE}|(?:完成|达成|实现|发生){_VALUE}|"
            rf"\b(?:actuals?|act|achieved|achievements?|results?|outturn|realised|realized|reported)\b\.?|"
            rf"\bist(?:wert)?\b|\br[ée]alis[ée]\b|\breal\b",
    ),
    ("current", r"本月|当月|本期|当期|本季度?|当季|本年|当年|\bperformance$|this\s+(?:month|quarter|"
        r"period|year|week)|current(?:\s+(?:month|quarter|period|year))?"),
    ("filler", r"\b(?:values?|figures?|amounts?|number|no|of|the|for|in|as|at|to|sum|monthly)\b\.?|"
        r"月度|当前|数值|数据"),
)  # fmt: skip
# In ASCII a Chinese character ends a word: 本月Act.
_COMPILED = tuple((role, re.compile(pattern, re.IGNORECASE | re.ASCII)) for role, pattern in _PATTERNS)
# Roles whose figures are kept; those that check what is kept; those that are named as seen and not read.
KEPT = ("actual", "target", "floor", "stretch", "numerator", "denominator")
CHECKS = ("attainment", "status", "difference")
# What such a role leaves no doubt about, though another word beside it says target or actual.
_RULING = ("note", "cumulative", "previous", "forecast", *CHECKS, "stretch", "floor")
# Whole heads of columns that say nothing of a KPI's figures.
_NOISE = re.compile(
    r"(?:序号|编号|序|行号|代码|编码|指标编[号码]|指标代码|#|no\.?|nr\.?|ref\.?|id|kpi\s*(?:id|"
    r"code|no\.?|ref)|code|index|line|row|rank|排名|名次|(?:自评|考核|实际)?得分|评分|分数|"
    r"考核分数"
    r"|(?:指标|考核)?(?:类别|类型|分类|性质|大类)|(?:kpi\s*)?(?:category|group|type|class)|"
    r"average|avg|mean|平均值?|均值|合计|总计|小计|汇总|total|subtotal|grand\s*total|sum|"
    r"max|min"
    r"|趋势|trend|sparkline|(?:填报|提交|更新|录入|创建|修改)(?:日期|时间|人)|(?:created|"
    r"updated|modified|submitted|due|start|end)(?:\s*(?:on|at|by|date))?|填报人|制表人?|"
    r"审核人?|prepared\s*by|approved\s*by)",
    re.IGNORECASE,
)
_VALUES = re.compile(
    r"值|数值|数据|金额|数额|数量|values|amounts?|figures?|number|qty|quantity|(?:measure|"
    r"kpi|metric)\s*values?|performance",
    re.IGNORECASE,
)
_KEYS: tuple[tuple[str, str], ...] = (
    (
        "department",
        r"(?:责任|所属|归口|考核|被考核|牵头|主管|负责|使用|管理|填报|业务)?(?:部门|部門|部署|"
        r"單位|单位|科室|车间|中心|机构|组织|团队|班组|事业部|大区|片区|门店|工厂|分厂|产线|"
        r"公司)(?:名称|名)?"
        r"|(?:responsible|owner|owning|reporting|business|org(?:ani[sz]ation(?:al)?)?|cost|"
        r"profit|sales|lead)?\s*(?:department|dept\.?|unit|division|team|directorate|service|"
        r"area|branch|plant|site|region|store|location|office|cent(?:er|re)|function|organi[sz]ation|"
        r"entity|factory|ward|hospital|school|district|country|market)(?:\s*(?:name|unit))?",
    ),
    (
        "kpi",
        r"(?:考核|关键|绩效|业绩|评价|管控|监控|经营|主要|核心|kpi)*\s*(?:指标|指標|kpi)(?:项目?|"
        r"名称|名稱|名|内容)?|考核项目?|绩效项目?|项目名称|(?:(?:key\s*)?(?:performance\s*)?(?:indicators?|"
        r"metrics?|kpis?)|performance\s*measures?)(?:\s*(?:name|title|label|item))?|measure\s*name|"
        r"account(?:\s*name)?|line\s*item",
    ),
    (
        "period",
        r"(?:考核|考评|统计|报告|所属|归属|会计|业务|数据|评价|绩效|核算|报表|发生)?(?:月份|"
        r"期间|周期|年月|账期|期|月度|季度|日期|时间|月|周)"
        r"|(?:reporting|report|statistical|fiscal|posting|accounting|time|data|performance|"
        r"calendar|review|as\s*of)?[\s-]*(?:period|month|date|quarter|week|day)(?:\s*(?:ending|"
        r"end|name))?|for\s+(?:the\s+)?month|year[\s/-]*month|year[\s/-]*quarter|时间周期",
    ),
    ("year", r"年份?|年度|(?:财政|会计)年度|财年|(?:fiscal|financial|calendar|reporting)?\s*year|fy"),
    ("weight", r"(?:指标|考核)?权重(?:值|分)?|weight(?:ing)?s?"),
    ("owner", r"(?:部门)?(?:责任人|负责人)|(?:kpi\s*)?owner|responsible(?:\s*person)?|department\s*head"),
)
_COMPILED_KEYS = tuple((which, re.compile(pattern, re.IGNORECASE)) for which, pattern in _KEYS)
_UNIT = re.compile(
    r"[%％‰]|pct|percent|百分[比点]|pp|ppm|p\.?p\.?|[$€£¥￥₹](?:\s*[km]|bn|mn|'?000s?)?|"
        r"(?:k|m|mn|bn|t)\s*(?:[$€£¥￥₹]|usd|eur|gbp|cny|rmb)|(?:us|hk|au|ca)?\$?\s*(?:usd|"
        r"eur|gbp|cny|rmb|jpy|chf|hkd|inr)(?:\s*(?:k|m|mn|bn|'?000s?|thousands?|millions?))?"
    r"|k|m|mn|bn|'?000s?|thousands?|millions?|[千百十]?[万亿]?(?:美|欧|日|港)?元|人民币|"
        r"[千百十]?[万亿千百](?:吨|件|人|次|个|台|套|户|股|平米|立方米|度|千瓦时|公里)?|元/.{1,4}"
    r"|[吨件个人次台套户天日时分秒条单份家篇项批箱包辆头株亩名例起宗把米克升度瓦岁种支张]|"
        r"小时|分钟|公斤|千克|公里|平米|平方米|立方米|千瓦时|人次|人天|工时|工日|人月|个月|"
        r"月|年|周|人日|百分制|分值|倍|点|次/.{1,4}|件/.{1,4}|吨/.{1,4}|人/.{1,4}"
    r"|kg|g|t|tons?|tonnes?|km|m2|m3|l|kwh|mwh|gj|h|hrs?|hours?|mins?|minutes?|secs?|seconds?|"
        r"d|days?|weeks?|months?|years?|fte|heads?|pcs|pieces?|units?|ea|cases?|orders?|calls?|"
        r"tickets?|points?|pts?|score|ratio|x|times|number|no\.?|count|#|employees|persons?|"
        r"people|visits?|per\s+.{1,16}",
    re.IGNORECASE,
)  # fmt: skip
_DEPARTMENT = re.compile(
    r"(?:[部处科室厂店院局所司组队行站课]|车间|中心|公司|分厂|事业部|大区|地区|片区|门店|"
        r"校区|班组|团队|基地|工段|产线|仓库|[省市县州])$|^[东南西北中华]{1,2}[部区]?$"
    r"|^(?:华[东南西北中]|东[北南]|西[北南])区?$|^(?:departments?|dept|division|region|"
        r"branch|plant|site|team|store|office|ward|area|line|shop)\b|\b(?:departments?|dept\.?|"
        r"division|region|branch|plant|team|store|office|ward|works|factory|hospital|clinic)$|"
        r"^(?:north|south|east|west|central)(?:[ -]?(?:east|west|ern|region))?$",
    re.IGNORECASE,
)  # fmt: skip
_KPI = re.compile(
    r"(?:率|比|额|量|数|值|收入|成本|费用|利润|毛利|指数|满意度|时长|天数|周期|次数|人数|"
    r"得分|占比|单价|产值|库存|回款|订单|贡献|水平|强度|密度)$"
    r"|\b(?:rate|ratio|revenue|sales|cost|costs|profit|margin|orders?|count|volume|index|"
    r"score|satisfaction|turnover|headcount|defects?|complaints?|accidents?|incidents?|"
    r"hours|days|leads|visits|nps|yield|output|inventory|backlog|time|downtime|scrap|absence|"
    r"attrition|churn|calls|tickets|units|customers|income|expenses?|ebitda|productivity|"
    r"efficiency|utili[sz]ation)\b|^(?:%|平均|人均|单位)",
    re.IGNORECASE,
)
_EDGES = " \t-–—_/:：·,，、|&;；().（）[]【】#=*'\""


@lru_cache(maxsize=8192)
def key_of(text: str) -> str | None:
    """The key field a whole head names (department, kpi, period, year, weight, owner), beyond the usual aliases, or None."""
    word = fold(text).strip(_EDGES)
    return next((which for which, pattern in _COMPILED_KEYS if pattern.fullmatch(word)), None) if word else None


@lru_cache(maxsize=8192)
def is_noise(text: str) -> bool:
    """Whether a whole head is one that says nothing of a KPI's figures: a number, a rank, a total, an average."""
    return bool(_NOISE.fullmatch(fold(text).strip(" .:：")))


@lru_cache(maxsize=8192)
def is_value(text: str) -> bool:
    """Whether a whole head says no more than that its column has figures: 数值, Amount."""
    return bool(_VALUES.fullmatch(fold(text)))


@lru_cache(maxsize=8192)
def is_unit(text: str) -> bool:
    """Whether a text is a unit of measure: %, 万元, $k, days."""
    return bool(_UNIT.fullmatch(fold(text).strip().removeprefix("单位").removeprefix("unit").strip(" :：")))


def looks_department(text: str) -> bool:
    """Whether a name has the form of a department's: 一车间, 华东区, Plant 2, North."""
    return bool(_DEPARTMENT.search(fold(text)))


def looks_kpi(text: str) -> bool:
    """Whether a name has the form of a KPI's: 合格率, 销售额, Defect rate."""
    # Sales are a figure, or a department.
    return bool(_KPI.search(fold(text))) and fold(text) != "sales"


@lru_cache(maxsize=8192)
def roles_in(text: str) -> tuple[frozenset[str], str]:
    """The roles that the words of a head tell, and what is left of it when they and their fillers are taken out."""
    left = text
    found: set[str] = set()
    whole = field_of(text)
    if whole in KEPT:
        return frozenset({whole}), ""
    for role, pattern in _COMPILED:
        if role == "filler" and not found:
            break
        masked = pattern.sub("\0", left)
        if masked != left:
            found.add(role)
            left = masked
    rest = re.sub(r"\s+", " ", left.replace("\0", " ")).strip(_EDGES + "的之")
    if found and field_of(rest) in KEPT:
        # `Act. value`, `本月值`: what is left says no more than that there is a value.
        rest = ""
    return frozenset(found), rest


def role_of(found: frozenset[str]) -> str:
    """The one role that some words of a head tell together; "current" alone, "unsure" for two that exclude each other, "" for none."""
    ruling = [role for role in _RULING if role in found]
    if ruling:
        return ruling[0]
    kept = [role for role in KEPT if role in found]
    if len(kept) > 1:
        return "unsure"
    return kept[0] if kept else "current" if "current" in found else ""
