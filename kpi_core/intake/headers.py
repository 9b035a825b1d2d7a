"""Which column is which: the field's words in Chinese and English."""

from kpi_core.intake.direction_words import direction_of
from kpi_core.intake.names import fold

ALIASES: dict[str, tuple[str, ...]] = {
    "department": (
        "部門",
        "部门",
        "部门名称",
        "责任部门",
        "所属部门",
        "地区",
        "省份",
        "城市",
        "区域",
        "门店",
        "分公司",
        "机构",
        "department",
        "dept",
        "department name",
        "region",
        "branch",
        "store",
    ),
    "kpi": ("指標", "指標名稱", "指标", "指标名称", "考核指标", "kpi", "kpi name", "indicator", "metric"),
    "period": ("期間", "期间", "月份", "日期", "年月", "考核期", "时间", "period", "month", "date"),
    "actual": (
        "實際值",
        "実績",
        "实际值",
        "实际",
        "实绩",
        "完成值",
        "实际完成",
        "实际完成值",
        "完成",
        "actual",
        "actuals",
        "value",
        "actual value",
    ),
    "target": (
        "目標值",
        "目標",
        "目标值",
        "目标",
        "计划值",
        "计划",
        "预算",
        "target",
        "plan",
        "goal",
        "budget",
        "target value",
    ),
    "numerator": ("分子", "numerator", "num"),
    "denominator": ("分母", "denominator", "den"),
    "floor": ("底线值", "底线", "门槛值", "保底值", "floor"),
    "stretch": ("挑战值", "挑战", "stretch"),
    "direction": (
        "方向",
        "指标方向",
        "趋向",
        "极性",
        "指标极性",
        "正/反向",
        "正反向",
        "正/逆向",
        "正逆向",
        "优化方向",
        "direction",
        "polarity",
        "good is",
        "good direction",
        "desired direction",
        "direction of good",
        "desired trend",
        "what is good",
        "good performance is",
        "good to be",
        "aim to",
    ),
    "measure": ("單位", "計量單位", "单位", "计量单位", "度量单位", "unit", "unit of measure", "uom", "measure"),
    "measure_en": ("英文单位", "measure_en", "unit of measure in english"),
    "weight": ("权重", "weight"),
    "valid_from": ("生效月份", "生效", "valid_from", "valid from"),
    "aggregation": ("汇总方式", "聚合方式", "累计方式", "aggregation", "agg"),
    "frequency": ("频率", "频度", "考核频率", "frequency", "freq"),
    "name_en": ("英文名称", "英文名", "english name", "name_en"),
    "definition": ("定义", "指标定义", "definition"),
    "formula": ("公式", "计算公式", "formula"),
    "decimals": ("小数位", "小数位数", "decimals"),
    "form": ("达成算法", "算法", "form", "attainment form"),
    "cap": ("封顶", "cap"),
    "good": ("达标线", "good", "on-target line"),
    "watch": ("关注线", "watch", "watch line"),
    "low": ("区间下限", "下限", "low", "band low"),
    "high": ("区间上限", "上限", "high", "band high"),
    "tol_low": ("下容差", "tol_low", "tolerance below"),
    "tol_high": ("上容差", "tol_high", "tolerance above"),
    "tolerance": ("容差", "tolerance"),
    "materiality": ("重要性下限", "materiality"),
    "baseline": ("基线", "基准值", "baseline"),
    "late_penalty": ("逾期扣减", "逾期每日扣减", "late_penalty", "late penalty per day"),
    "perspective": ("维度", "视角", "perspective"),
    "kra": ("关键结果领域", "kra", "key result area"),
    "source": ("数据来源", "来源", "source"),
    "owner": ("责任人", "负责人", "owner"),
    "supervisor": ("监督人", "监督", "supervisor"),
}
VALUE_FIELDS = ("actual", "numerator", "denominator", "target", "floor", "stretch")
# Fields of the register that a facts file may state for its KPIs.
SAID_WITH_FACTS = ("direction", "measure", "aggregation", "frequency")

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "direction": {
        "higher": ("higher", "higher is better", "越大越好", "越高越好", "正向", "high", "up", "max", "增加"),
        "lower": ("lower", "lower is better", "越小越好", "越低越好", "反向", "逆向", "low", "down", "min", "减少"),
        "band": ("band", "best inside a band", "区间", "区间内最好", "越接近越好", "居中", "range"),
        "none": ("none", "shown only", "无", "仅展示", "不考核", "informational"),
    },
    "aggregation": {
        "sum": ("sum", "求和", "合计", "累加"),
        "mean": ("mean", "average", "avg", "平均", "均值"),
        "ratio": ("ratio", "numerator / denominator", "分子分母之比", "比率", "比值"),
        "last": ("last", "last value", "期末", "取期末", "最新"),
        "max": ("max", "largest", "最大", "取最大"),
        "min": ("min", "smallest", "最小", "取最小"),
    },
    "frequency": {
        "month": ("month", "monthly", "m", "月", "每月", "月度"),
        "quarter": ("quarter", "quarterly", "q", "季", "每季", "季度"),
        "year": ("year", "yearly", "annual", "y", "a", "年", "每年", "年度"),
    },
    "form": {
        "universal": ("universal", "通用"),
        "inverse": ("inverse", "目标 / 实际", "target / actual", "倒数"),
        "baseline": ("baseline", "相对基线的改善", "progress from baseline", "基线", "改善"),
        "floor_target_stretch": (
            "floor_target_stretch",
            "底线-目标-挑战",
            "floor-target-stretch",
            "三档",
            "底线目标挑战",
        ),
        "band": ("band", "区间"),
        "zero_target": ("zero_target", "zero target", "零目标"),
        "binary": ("binary", "是 / 否", "yes / no", "是否"),
        "milestone": ("milestone", "milestones", "里程碑"),
    },
}

_BY_ALIAS = {fold(alias): field for field, aliases in ALIASES.items() for alias in aliases}
_BY_WORD = {
    field: {fold(alias): word for word, aliases in words.items() for alias in aliases} for field, words in WORDS.items()
}


def field_of(header: str) -> str | None:
    """The field a header cell means, or None."""
    return _BY_ALIAS.get(fold(header))


def word_of(field: str, text: str) -> str | None:
    """The house's word for a direction, aggregation, frequency or form as written, or None."""
    known = _BY_WORD[field].get(fold(text))
    return direction_of(text) if known is None and field == "direction" else known


def kind_of(fields: set[str]) -> str:
    """What a file with these columns is: `facts`, `kpis` or `units`."""
    if "period" in fields or fields & {"actual", "target", "numerator"}:
        return "facts"
    if "kpi" in fields:
        return "kpis"
    return "units" if "department" in fields and fields & {"weight", "name_en"} else "facts"
