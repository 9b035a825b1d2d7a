"""Write the demo company: an invented manufacturer with 8 departments, 5 posts and 36 months of figures.

Every figure is invented (seeded; run again, the same bytes come out). The KPI names are those of a real indicator list.
It has a story to find: a real shift (complaint handling on time, from 2026-08), a season (revenue), noise that looks
like a trend (yield), a lower-is-better KPI slowly getting worse (cost per service order), a department that has not
reported (human resources, 2026-10), a zero target (accidents) and a band (budget use).

    python data/demo/make_demo.py
"""

import csv
import math
import random
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
FIRST, MONTHS = (2023, 11), 36
# Targets reach to the end of the year that the figures end in.
PLANNED = 2
SEASON = [0.90, 0.78, 1.02, 0.97, 0.99, 1.06, 0.95, 0.93, 1.05, 1.04, 1.10, 1.21]

UNITS = [  # path, English name, weight
    ("营销部", "Marketing & sales", 1.5),
    ("技术中心", "R&D centre", 1.2),
    ("采购部", "Purchasing", 0.8),
    ("制造部", "Manufacturing", 1.5),
    ("服务物流部", "Service & logistics", 1.5),
    ("财务部", "Finance", 0.8),
    ("人力资源部", "Human resources", 0.8),
    ("产品线", "Product lines", 1.2),
    ("服务物流部/信息员", "Information clerk", 1.0),
    ("服务物流部/客服员", "Customer service agent", 1.0),
    ("服务物流部/调度员", "Dispatcher", 1.0),
    ("服务物流部/仓储员", "Storekeeper", 1.0),
    ("营销部/大区经理", "Regional manager", 1.0),
]
SERVICE, CLERK, AGENT, DISPATCH, STORE = (
    "服务物流部",
    "服务物流部/信息员",
    "服务物流部/客服员",
    "服务物流部/调度员",
    "服务物流部/仓储员",
)
# How large a department is beside the middle one: its rates rest on more or fewer cases.
SIZE = {
    "营销部": 1.3,
    "技术中心": 0.8,
    "采购部": 0.5,
    "制造部": 2.6,
    "服务物流部": 1.6,
    "财务部": 0.4,
    "人力资源部": 0.45,
    "产品线": 1.0,
}
ALL_DEPARTMENTS = [path for path, _, _ in UNITS if "/" not in path]


@dataclass(frozen=True)
class Kpi:
    """A KPI: who reports it, how it is judged, and how its invented figures behave."""

    name: str
    name_en: str
    measure: str
    decimals: int
    direction: str
    perspective: str
    units: tuple[str, ...]
    weight: int
    level: float
    spread: float
    target: float
    formula: str
    cases: int = 0
    drift: float = 0.0
    aggregation: str = ""
    shape: str = ""


F, C, P, L = "财务", "顾客", "内部流程", "学习成长"
KPIS = [
    Kpi("物流成本贡献率(包括仓储成本)", "Logistics cost contribution (incl. storage)", "%", 1, "higher", F, (SERVICE,), 8, 12.4, 0.5, 12.0, "物流毛利 / 物流成本"),
    Kpi("投诉处理成功率", "Complaints resolved", "%", 1, "higher", C, (AGENT,), 6, 96.5, 0.9, 96.0, "一次处理满意的投诉 / 全部投诉", 420),
    Kpi("顾客满意度", "Customer satisfaction", "分", 2, "higher", C, (SERVICE,), 8, 4.46, 0.05, 4.40, "回访问卷平均分（5 分制）"),
    Kpi("完美交付率(按时按质按量)", "Perfect delivery", "%", 1, "higher", P, (SERVICE,), 8, 97.6, 0.6, 97.0, "按时按质按量交付的订单 / 全部订单", 2600),
    Kpi("单台服务成本", "Cost per service order", "元", 1, "lower", F, (SERVICE,), 6, 39.6, 0.5, 42.0, "服务费用 / 服务单量", 0, 0.13, "mean"),
    Kpi("及时回访率", "Follow-up calls on time", "%", 1, "higher", C, (CLERK,), 4, 95.8, 1.0, 95.0, "48 小时内回访 / 应回访", 1800),
    Kpi("投诉处理及时率", "Complaints handled on time", "%", 1, "higher", C, (AGENT,), 8, 95.6, 0.9, 95.0, "24 小时内处理完的投诉 / 全部投诉", 1400, 0.0, "", "shift"),
    Kpi("平均交付周期", "Average delivery time", "天", 1, "lower", P, (SERVICE,), 5, 5.3, 0.18, 5.5, "下单到签收的平均天数", 0, 0.0, "mean"),
    Kpi("服务投诉率", "Service complaint rate", "%", 2, "lower", C, (SERVICE,), 4, 0.82, 0.06, 0.90, "服务投诉 / 服务单量", 5200),
    Kpi("抱怨处理率", "Grievances handled", "%", 1, "higher", C, (AGENT,), 3, 98.4, 0.5, 98.0, "已处理抱怨 / 全部抱怨", 650),
    Kpi("货损率", "Damage rate", "%", 2, "lower", P, (STORE,), 4, 0.31, 0.03, 0.30, "货损金额 / 出货金额", 9000),
    Kpi("咨询答复及时率", "Enquiries answered on time", "%", 1, "higher", C, (CLERK,), 4, 97.2, 0.7, 97.0, "2 小时内答复 / 全部咨询", 3100),
    Kpi("交付及时率", "Deliveries on time", "%", 1, "higher", P, (SERVICE,), 5, 98.1, 0.5, 98.0, "按时交付 / 全部交付", 2600),
    Kpi("抱怨处理成功率", "Grievances resolved", "%", 1, "higher", C, (AGENT,), 3, 94.6, 1.1, 94.0, "处理满意的抱怨 / 已处理抱怨", 640),
    Kpi("特殊订单处理差错率", "Special order error rate", "%", 2, "lower", P, (DISPATCH,), 3, 1.05, 0.14, 1.20, "差错特殊订单 / 特殊订单", 380),
    Kpi("特殊订单处理及时率", "Special orders on time", "%", 1, "higher", P, (DISPATCH,), 3, 95.2, 1.2, 95.0, "及时处理 / 特殊订单", 380),
    Kpi("全能人员比例", "Multi-skilled staff", "%", 1, "higher", L, (SERVICE,), 3, 41.0, 0.6, 45.0, "通过三岗以上考核的人数 / 总人数", 0, 0.12, "last"),
    Kpi("服务响应速度", "Response time", "小时", 1, "lower", C, (SERVICE,), 4, 3.6, 0.2, 4.0, "报修到上门的平均小时数", 0, 0.0, "mean"),
    Kpi("一次服务成功率", "First-visit fix rate", "%", 1, "higher", C, (SERVICE,), 5, 91.4, 0.9, 92.0, "一次上门解决 / 全部上门", 2100),
    Kpi("调度计划可行性", "Feasible dispatch plans", "%", 1, "higher", P, (DISPATCH,), 3, 96.8, 0.8, 96.0, "未改派的计划 / 全部计划", 240),
    Kpi("咨询投诉率", "Enquiry complaint rate", "%", 2, "lower", C, (CLERK,), 3, 0.46, 0.06, 0.50, "咨询引起的投诉 / 全部咨询", 3100),
    Kpi("帐卡物相符率", "Stock record accuracy", "%", 2, "higher", P, (STORE,), 4, 99.62, 0.1, 99.50, "相符的品项 / 盘点品项", 4200),
    Kpi("人均服务单量", "Service orders per person", "单", 0, "higher", P, (SERVICE,), 4, 168, 6, 165, "服务单量 / 服务人数", 0, 0.2, "mean"),
    Kpi("调度计划制订时间", "Dispatch planning time", "小时", 1, "lower", P, (DISPATCH,), 2, 1.9, 0.12, 2.0, "计划下达前的平均小时数", 0, 0.0, "mean"),
    Kpi("销售增长", "Sales growth", "%", 1, "higher", F, ("营销部",), 20, 8.6, 1.6, 8.0, "（本月销售额 − 去年同月）/ 去年同月", 0, 0.0, "mean"),
    Kpi("回款及时率", "Payments collected on time", "%", 1, "higher", F, ("营销部", "营销部/大区经理"), 20, 95.8, 0.9, 95.0, "到期已收 / 到期应收", 3000),
    Kpi("新客户拓展", "New customers", "家", 0, "higher", C, ("营销部/大区经理",), 15, 42, 5, 40, "当月首次下单的客户数"),
    Kpi("市场份额", "Market share", "%", 1, "higher", C, ("营销部",), 15, 17.8, 0.3, 18.0, "本公司销量 / 行业销量", 0, 0.02, "last"),
    Kpi("客户流失率", "Customer churn", "%", 1, "lower", C, ("营销部",), 15, 2.05, 0.15, 2.0, "流失客户 / 期初客户", 2400),
    Kpi("新产品上市时间", "Time to market", "月", 1, "lower", P, ("技术中心",), 25, 8.4, 0.35, 8.0, "立项到上市的平均月数", 0, 0.035, "mean"),
    Kpi("研发计划完成率", "R&D plan completed", "%", 1, "higher", P, ("技术中心",), 30, 83.5, 2.2, 80.0, "按期完成的节点 / 计划节点", 60),
    Kpi("新产品销售额", "Sales of new products", "万元", 0, "higher", F, ("技术中心", "产品线"), 20, 186, 14, 180, "上市两年内产品的销售额", 0, 0.6),
    Kpi("采购完成率", "Purchasing plan completed", "%", 1, "higher", P, ("采购部",), 30, 96.4, 1.4, 96.0, "按期到货的采购项 / 计划采购项", 900, 0.0, "", "recovery"),
    Kpi("采购合格率", "Purchased goods accepted", "%", 1, "higher", P, ("采购部",), 30, 98.9, 0.4, 98.5, "一次检验合格批次 / 到货批次", 1100),
    Kpi("采购成本降低率", "Purchasing cost saving", "%", 1, "higher", F, ("采购部",), 20, 3.1, 0.35, 3.0, "（基准价 − 采购价）/ 基准价", 0, 0.0, "mean"),
    Kpi("成品率", "Yield", "%", 1, "higher", P, ("制造部",), 25, 98.45, 0.25, 98.0, "合格产出 / 投入", 12000, 0.0, "", "noise"),
    Kpi("交货及时性", "Production orders on time", "%", 1, "higher", P, ("制造部",), 25, 97.0, 0.8, 96.5, "按期完工的工单 / 全部工单", 1500),
    Kpi("安全事故数", "Accidents", "起", 0, "lower", P, ("制造部",), 5, 0, 0, 0, "需就医的工伤事故", 0, 0.0, "sum", "accidents"),
    Kpi("营业收入", "Revenue", "万元", 0, "higher", F, ("产品线",), 40, 1240, 26, 1230, "开票收入", 0, 4.0, "sum", "season"),
    Kpi("产品线毛利率", "Product line gross margin", "%", 1, "higher", F, ("产品线",), 20, 31.4, 0.7, 31.0, "（收入 − 成本）/ 收入", 0, 0.0, "mean"),
    Kpi("净资产报酬率", "Return on equity", "%", 1, "higher", F, ("财务部",), 30, 11.9, 0.3, 12.0, "年化净利润 / 平均净资产", 0, 0.0, "last"),
    Kpi("资产周转率", "Asset turnover", "次", 2, "higher", F, ("财务部",), 25, 1.12, 0.02, 1.10, "年化收入 / 平均总资产", 0, 0.0, "last"),
    Kpi("招聘及时率", "Vacancies filled on time", "%", 1, "higher", L, ("人力资源部",), 30, 88.0, 2.4, 88.0, "按期到岗 / 计划到岗", 50),
    Kpi("员工敬业度", "Employee engagement", "分", 0, "higher", L, ("人力资源部",), 20, 77, 1.0, 76, "季度敬业度调查平均分"),
    Kpi("惋惜流失率", "Regretted attrition", "%", 1, "lower", L, tuple(ALL_DEPARTMENTS), 5, 2.3, 0.35, 2.5, "惋惜离职人数 / 平均人数", 260),
    Kpi("培训时数", "Training hours", "小时", 0, "higher", L, tuple(ALL_DEPARTMENTS), 5, 128, 10, 120, "当月培训学时合计", 0, 0.0, "sum"),
    Kpi("预算执行率", "Budget use", "%", 1, "band", F, tuple(ALL_DEPARTMENTS), 5, 99.0, 2.6, 100.0, "实际费用 / 预算费用", 0, 0.0, "mean", "band"),
]  # fmt: skip
MEASURES_EN = {"分": "points", "元": "CNY", "万元": "CNY 10k", "天": "days", "小时": "hours", "单": "orders", "家": "customers",
               "月": "months", "起": "cases", "次": "times"}  # fmt: skip
KRA = {F: "经营效益", C: "客户价值", P: "运营卓越", L: "组织能力"}
DEPARTMENT_OWNERS = {SERVICE: "服务物流部经理", "营销部": "营销总监", "技术中心": "技术中心主任", "采购部": "采购部经理", "制造部": "制造部经理",
                     "财务部": "财务总监", "人力资源部": "人力资源经理", "产品线": "产品线总经理"}  # fmt: skip
COMPANY_KPIS = {"营业收入": 15, "净资产报酬率": 10, "回款及时率": 8, "单台服务成本": 5, "顾客满意度": 8, "投诉处理及时率": 8,
                "完美交付率(按时按质按量)": 6, "客户流失率": 6, "采购完成率": 4, "成品率": 6, "平均交付周期": 4, "货损率": 3,
                "新产品上市时间": 6, "研发计划完成率": 4, "惋惜流失率": 4, "员工敬业度": 3}  # fmt: skip


def month(index: int) -> tuple[int, int]:
    """Year and month of the index-th month."""
    start = FIRST[0] * 12 + FIRST[1] - 1 + index
    return start // 12, start % 12 + 1


def figures(kpi: Kpi, unit: str) -> list[tuple[float, float]]:
    """Actual and target of each month, and of the months that are only planned."""
    chance = random.Random(f"attain {kpi.name} {unit}")
    share = 1.0 if len(kpi.units) == 1 or kpi.measure == "%" else chance.uniform(0.75, 1.25)
    wave = 0.0
    rows = []
    for index in range(MONTHS + PLANNED):
        year, number = month(index)
        wave = 0.25 * wave + chance.gauss(0, 1)
        value = kpi.level + kpi.spread * wave + kpi.drift * max(0, index - 12)
        target = kpi.target
        value, target = _story(kpi, unit, index, number, year, value, target, chance)
        rows.append((value * share, target * (round(share, 2) if share != 1.0 else 1.0)))
    return rows


def _story(
    kpi: Kpi, unit: str, index: int, number: int, year: int, value: float, target: float, chance: random.Random
) -> tuple[float, float]:
    last = MONTHS - 1
    if kpi.shape == "shift" and index > last - 3:
        value -= 7.6
    elif kpi.shape == "season":
        value, target = value * SEASON[number - 1], (target + 48 * (year - 2024)) * SEASON[number - 1]
    elif kpi.shape == "noise" and index > last - 5:
        value = 98.62 - 0.11 * (index - last + 4)
    elif kpi.shape == "recovery" and last - 12 < index <= last - 8:
        value -= 6.0
    elif kpi.shape == "accidents":
        value = 1.0 if chance.random() < 0.14 or index == last else 0.0
    elif kpi.shape == "band" and unit == "技术中心" and index > last - 2:
        value += 9.5
    return value, target


def line(kpi: Kpi, unit: str, index: int, value: float, target: float) -> list[str]:
    """One line of a facts file; a month to come has only its target."""
    year, number = month(index)
    actual = numerator = denominator = ""
    if index >= MONTHS:
        pass
    elif kpi.cases:
        size = SIZE[unit] if len(kpi.units) > 2 else 1.0
        count = max(20, round(kpi.cases * size * SEASON[number - 1]))
        hits = min(count, max(0, round(count * value / 100)))
        denominator, numerator = str(count), str(hits)
    else:
        actual = f"{value:.{max(kpi.decimals, 1)}f}" if kpi.decimals else str(round(value))
    shown = f"{target:.{kpi.decimals}f}" if not math.isclose(target, round(target)) else str(round(target))
    return [unit, kpi.name, f"{year}-{number:02d}", actual, numerator, denominator, shown]


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """A CSV with BOM, so that Excel shows Chinese."""
    with (FOLDER / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


FORCES = ["品牌力", "研发力", "营销力", "供应力", "产品力", "资源力", "决策力", "执行力", "整合力", "文化力"]
# Two rounds of our own and one of a competitor: the level of each force as the raters see it.
ROUNDS = {
    "2025": [3.9, 2.6, 3.3, 3.4, 4.0, 2.8, 3.1, 2.9, 2.4, 3.6],
    "2026": [3.9, 3.4, 3.2, 3.5, 4.1, 2.8, 3.0, 3.6, 2.6, 3.7],
    "competitor-2026": [3.4, 4.1, 3.8, 3.3, 3.7, 3.6, 3.2, 3.1, 3.0, 2.9],
}
TEAMS = ["管理层"] * 4 + ["中层"] * 8 + ["一线"] * 8


def forces(name: str, levels: list[float]) -> None:
    """Write one round: 20 raters in three groups, the last of whom gives the same grade to everything."""
    chance = random.Random(f"forces {name}")
    rows = []
    for at, team in enumerate(TEAMS, start=1):
        leaning = chance.gauss(0, 0.2)
        grades = [min(5, max(1, round(level + leaning + chance.gauss(0, 0.45)))) for level in levels]
        rows.append([f"评{at:02d}", team, *(["3"] * len(levels) if at == len(TEAMS) else map(str, grades))])
    write(f"forces/{name}.csv", ["评分者", "组别", *FORCES], rows)


def main() -> None:
    """Write the register, one facts file per year and the rounds of the ten forces."""
    (FOLDER / "forces").mkdir(exist_ok=True)
    for name, levels in ROUNDS.items():
        forces(name, levels)
    write(
        "1-units.csv", ["部门", "英文名称", "权重"], [[path, english, str(weight)] for path, english, weight in UNITS]
    )
    register = []
    for kpi in KPIS:
        aggregation = kpi.aggregation or ("ratio" if kpi.cases else "mean" if kpi.measure in ("%", "分") else "sum")
        near_full = kpi.measure == "%" and kpi.direction == "higher" and kpi.target > 80
        edges = ["1", "0.98" if kpi.target > 96 else "0.97"] if near_full else ["", ""]
        band = ["97", "103", "8", "8"] if kpi.direction == "band" else [""] * 4
        department = kpi.units[0].split("/")[0]
        facts = [kpi.name_en, kpi.formula, kpi.measure, MEASURES_EN.get(kpi.measure, ""), str(kpi.decimals), kpi.direction,
                 aggregation, kpi.perspective, KRA[kpi.perspective], f"{department}月报", DEPARTMENT_OWNERS[department], "行政部",
                 *edges, *band]  # fmt: skip
        holders = dict.fromkeys(kpi.units, kpi.weight) | {unit.split("/")[0]: kpi.weight for unit in kpi.units}
        for unit, weight in holders.items():
            register.append([unit, kpi.name, *facts, str(weight)])
        if kpi.name in COMPANY_KPIS:
            register.append(["", kpi.name, *facts, str(COMPANY_KPIS[kpi.name])])
    header = ["部门", "指标", "英文名称", "公式", "单位", "英文单位", "小数位", "方向", "汇总方式", "维度", "关键结果领域", "数据来源",
              "责任人", "监督人", "达标线", "关注线", "区间下限", "区间上限", "下容差", "上容差", "权重"]  # fmt: skip
    write("2-kpis.csv", header, register)
    years: dict[int, list[list[str]]] = {}
    for kpi in KPIS:
        for unit in kpi.units:
            for index, (value, target) in enumerate(figures(kpi, unit)):
                if unit == "人力资源部" and index == MONTHS - 1:
                    continue
                years.setdefault(month(index)[0], []).append(line(kpi, unit, index, value, target))
    for place, year in enumerate(sorted(years), start=3):
        rows = sorted(years[year], key=lambda row: (row[2], row[0], row[1]))
        write(f"{place}-facts-{year}.csv", ["部门", "指标", "期间", "实际值", "分子", "分母", "目标值"], rows)


if __name__ == "__main__":
    main()
