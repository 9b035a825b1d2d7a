"""The words that people put over their figures, in both languages, by what they mean."""

ROLES = {
    "zh": {
        "actual": (
            "实际", "实际值", "完成", "完成值", "实际完成", "实际完成值", "实绩", "实际数", "完成数", "达成值", "完成情况",
            "实际达成",
        ),
        "target": ("目标", "目标值", "计划", "计划值", "预算", "计划数", "目标数", "预算数", "任务", "任务数"),
        "attainment": ("达成率", "完成率", "目标达成率", "实际完成比率", "完成%", "达成%"),
        "difference": ("差异", "差额", "差值", "偏差", "实际-目标"),
        "status": ("状态", "红黄绿", "预警", "亮灯"),
        "last year": ("去年同期", "上年同期", "同期", "去年实际", "同比"),
        "cumulative": ("累计", "本年累计", "累计完成", "年初至今", "累计实际", "1-6月累计"),
    },
    "en": {
        "actual": (
            "Actual", "Actuals", "Act.", "Act", "Result", "Achieved", "Actual value", "Achieved value", "Performance",
            "Real",
        ),
        "target": ("Target", "Plan", "Budget", "Goal", "Objective", "Target value", "Planned", "Tgt", "Goal value"),
        "attainment": ("Attainment", "% of target", "Achievement %", "% achieved", "Attainment %", "Performance %"),
        "difference": ("Variance", "Var", "Var.", "Difference", "Gap", "Delta", "Δ", "Variance (Actual - Target)"),
        "status": ("RAG", "Status", "RAG status", "Traffic light"),
        "last year": ("Last year", "Prior year", "LY", "PY", "Previous year", "YoY"),
        "cumulative": ("YTD", "YTD Actual", "Year to date", "Cumulative", "YTD Target"),
    },
}  # fmt: skip
# With the month or the period of the report before the role: only where the table tells that period.
THIS = {"zh": ("本月", "当月", "本期", ""), "en": ("This month ", "Current month ", "MTD ", "")}
KEYS = {
    "zh": {
        "department": ("部门", "责任部门", "部门名称", "考核部门", "所属部门"),
        "kpi": ("指标", "指标名称", "考核指标", "KPI", "KPI指标"),
        "period": ("期间", "月份", "年月", "考核期", "统计期间", "日期"),
        "year": ("年", "年份", "年度"),
        "month": ("月", "月份"),
        "type": ("类型", "数据类型", "类别"),
        "value": ("数值", "值", "金额"),
        "number": ("序号", "编号", "No."),
        "remark": ("备注", "说明", "原因分析", "责任人"),
        "measure": ("单位", "计量单位"),
    },
    "en": {
        "department": ("Department", "Dept", "Department name", "Responsible department"),
        "kpi": ("KPI", "KPI name", "Indicator", "Metric", "Key indicator"),
        "period": ("Period", "Month", "Date", "Reporting month", "Reporting period"),
        "year": ("Year",),
        "month": ("Month",),
        "type": ("Type", "Scenario", "Version"),
        "value": ("Value", "Amount", "Figure"),
        "number": ("No.", "#", "Ref"),
        "remark": ("Comment", "Remarks", "Notes", "Owner"),
        "measure": ("Unit", "Unit of measure", "UoM"),
    },
}  # fmt: skip
NAMES = {
    "zh": {
        "department": ("销售部", "质量部", "客服中心", "生产一车间", "华东大区", "计划部", "人力资源部", "目标客户组"),
        "kpi": ("产量", "订单额", "合格率", "客户满意度", "回款", "计划外工单", "新增客户数", "人均产值", "目标客户数"),
    },
    "en": {
        "department": ("Sales", "Service", "Plant North", "Logistics", "IT", "Planning", "HR", "Quality"),
        "kpi": ("Orders", "Revenue", "NPS", "Calls answered", "Output", "On-time delivery", "Planned visits", "Yield"),
    },
}
UNITS = {"zh": ("万元", "%", "件", "吨", "元"), "en": ("$k", "%", "pcs", "EUR", "k€")}
# How a unit stands behind a head.
BEHIND = (
    "{head}({unit})",
    "{head}（{unit}）",
    "{head} ({unit})",
    "{head}\n({unit})",
    "{head}/{unit}",
    "{head} [{unit}]",
)
TOTALS = {
    "zh": ("合计", "总计", "小计", "集团合计", "全公司合计", "本页小计"),
    "en": ("Total", "Grand Total", "Overall", "Subtotal", "Company total", "All departments"),
}
TITLES = {
    "zh": ("绩效考核指标完成情况表", "KPI完成情况统计表", "部门月度指标跟踪表"),
    "en": ("KPI report", "Monthly scorecard", "Performance overview"),
}
NOTES = {
    "zh": ("注：数据来源于ERP系统。", "制表人：张三　审核人：李四", "说明：完成率=实际/目标", "填表日期：__________"),
    "en": ("Note: provisional figures", "Source: ERP", "Prepared by: Finance", "* restated"),
}
TOLD = {
    "zh": {"department": ("部门", "责任部门"), "period": ("考评期", "考核期间", "期间", "报告期"), "kpi": ("指标", "考核指标")},
    "en": {"department": ("Department",), "period": ("Report Period", "Reporting period", "Period"), "kpi": ("KPI", "Indicator")},
}  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FULL = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ZH_QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def written(grain: str, year: int, number: int) -> dict[str, tuple[str, ...]]:
    """The forms of a month, quarter or year, by language, those without its year under `bare`, of both languages under `both`."""
    if grain == "year":
        return {"zh": (f"{year}年", f"{year}年度"), "en": (str(year), f"FY{year}"), "both": (str(year),), "bare zh": (), "bare en": ()}  # fmt: skip
    if grain == "quarter":
        return {
            "zh": (f"{year}年{number}季度", f"{year}年{_ZH_QUARTERS[number - 1]}", f"{year}年第{number}季度"),
            "en": (f"Q{number} {year}", f"{year} Q{number}", f"Q{number}/{year}", f"Q{number}'{year % 100:02d}"),
            "both": (f"{year}Q{number}", f"{year}-Q{number}"),
            "bare zh": (_ZH_QUARTERS[number - 1], f"第{number}季度", f"Q{number}"),
            "bare en": (f"Q{number}", f"Quarter {number}"),
        }
    return {
        "zh": (f"{year}年{number}月", f"{year}年{number:02d}月", f"{year}年{number}月份", f"{year % 100}年{number}月"),
        "en": (
            f"{MONTHS[number - 1]} {year}", f"{FULL[number - 1]} {year}", f"{MONTHS[number - 1]}-{year % 100:02d}",
            f"{MONTHS[number - 1]} '{year % 100:02d}",
        ),
        "both": (f"{year}-{number:02d}", f"{year}/{number:02d}", f"{year}{number:02d}", f"{year}.{number:02d}"),
        "bare zh": (f"{number}月", f"{number:02d}月", f"{number}月份"),
        "bare en": (MONTHS[number - 1], FULL[number - 1]),
    }  # fmt: skip
