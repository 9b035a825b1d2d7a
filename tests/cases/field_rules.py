"""The notes of the field cases as rules: what else is right, what must be named, and what the store must say afterwards."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from kpi_core.review.board import board
from kpi_core.review.commit import commit
from kpi_core.review.scope import kpis, period_by_text, periods, unit_by_text, units
from kpi_core.review.trends import trends
from kpi_core.review.upload import Given, Preview
from kpi_core.store import Store


@dataclass(frozen=True)
class Matter:
    """What a question about a file must name (each pattern in some sentence), whether asking is right where it could be read,
    whether reading it without a word is right where it should be asked, and how many lines are read whatever is asked."""

    names: tuple[str, ...] = ()
    asking: bool = False
    quietly: bool = False
    least: int = 0

    def named(self, sentences: Iterable[str]) -> list[bool]:
        """Which of the patterns are named."""
        said = list(sentences)
        return [any(re.search(name, sentence, re.IGNORECASE) for sentence in said) for name in self.names]

    def unnamed(self, sentences: Iterable[str]) -> str:
        """The first pattern that no sentence names."""
        return next((name for name, there in zip(self.names, self.named(sentences), strict=True) if not there), "")


def asked(*names: str, quietly: bool = True, least: int = 0) -> Matter:
    """A file about which a question is right; without `quietly` one is due."""
    return Matter(names, True, quietly, least)


MATTERS = {
    "target_operators.csv": asked("[≥≤<]"),
    "target_range.csv": asked("60-65", r"6\.5~7\.5", "区间下限"),
    "missing_words.csv": asked("TBC", quietly=False, least=4),
    "fiscal_year_dash.csv": asked(r"201\d-1\d"),
    "fiscal_year_ambiguous.csv": asked(r"20\d\d-1\d", quietly=False),
    "quarter_forms.csv": asked("Q1 FY25", least=7),
    "month_forms.csv": asked("24-Dec|12/24", least=6),
    "decimal_comma_quoted.csv": asked("1,408", quietly=False),
    "italian_unquoted.csv": asked(r"\b7\b", quietly=False),
    "months_over_actual_target.xlsx": asked("department|部门"),
    "month_merged_with_average.xlsx": asked("department|部门"),
    "report_period_note.csv": asked("period|期间"),
    "dept_form.xlsx": asked("department|period|部门|考评期"),
    "values_with_units.csv": asked(r"8\.1/10|46 new|5\.0M|3 days|0:02:30"),
    "scenario_column.csv": asked("Type|Actual|Target"),
    "direction_rag.csv": asked("RAG|Red|direction"),
    "danwei_is_department.csv": asked("单位|一分厂"),
    "header_dangyue.csv": asked("当月"),
    "header_result_goal.csv": asked("Result|Goal value"),
    "header_year_words.csv": asked("年实际"),
    "kpis_with_target_columns.csv": asked("Target"),
    "kpis_over_target_actual.csv": asked("period|期间"),
    "xlsx_hidden_row.xlsx": asked("hidden|隐藏", quietly=False, least=2),
    "section_rows_council.csv": asked("Customer Services|Polarity|Q1|department"),
    "stacked_departments.csv": asked("客服部|other table|another table|second table"),
    "weeks.csv": asked(r"\b52\b", quietly=False, least=2),
    "unit_in_kpi_name.csv": asked(r"0\.985", least=2),
    "sheet_per_department.xlsx": asked("Service|sheet"),
    "period_13.csv": asked("2024-13", "202400", quietly=False, least=1),
    "xlsx_fraction_and_percent_text.xlsx": asked(r"0\.87"),
    "total_words.csv": asked("Overall|All departments|totals", quietly=False, least=2),
    "this_last_quarter.csv": asked("Last quarter", quietly=False),
    "snapshot_date.csv": asked("2024-03-28|day", quietly=False),
    "two_sheets_facts.xlsx": asked("Feb|sheet"),
    "slash_in_department.csv": asked("A/R team"),
    "xlsx_durations.xlsx": asked("4:30", "1:10"),
    "bi_timestamps.csv": asked("1709251200000", least=5),
    "bins_lower_words.csv": asked("direction|方向"),
    "register_trap_en.csv": asked("Achieved value|Objective"),
    "values_with_units_cn2.csv": asked("小时|人次|万元"),
    "sheet_named_2024.xlsx": asked("year|年"),
}
# What a person would answer where a file is asked about.
ANSWERS = {
    "months_over_actual_target.xlsx": Given(fixed={"department": "Logistics"}),
    "month_merged_with_average.xlsx": Given(fixed={"department": ""}),
    "report_period_note.csv": Given(fixed={"department": "", "period": "2024-01"}),
    "dept_form.xlsx": Given(fixed={"department": "质量部", "period": "2024-03"}),
    "header_dangyue.csv": Given(columns={"当月完成数": "actual", "当月计划数": "target"}),
    "header_result_goal.csv": Given(columns={"Result": "actual", "Goal value": "target"}),
    "header_year_words.csv": Given(columns={"2024年实际": "actual", "2024年目标": "target", "2023年实际": ""}),
    "kpis_over_target_actual.csv": Given(fixed={"period": "2024-03"}),
    "danwei_is_department.csv": Given(columns={"单位": "department"}),
    "this_last_quarter.csv": Given(columns={"This quarter": "actual", "Last quarter": ""}),
    "register_trap_en.csv": Given(columns={"Achieved value": "actual", "Objective": "target"}),
    "sheet_named_2024.xlsx": Given(fixed={"year": "2024"}),
}  # fmt: skip
Check = Callable[[Store, Preview], str]


def _taken(store: Store, found: Preview) -> bool:
    """Take a file in, leaving out its bad lines; False where nothing of it can be."""
    if found.accepted:
        commit(store, found, "a person", skip_bad=True)
    return bool(found.accepted)


def _register(store: Store, kpi: str) -> dict[str, object]:
    return next(one.values for one in kpis(store).values() if one.values["name"] == kpi)


def directions(**wanted: str) -> Check:
    """The direction (or band) that each KPI has afterwards."""

    def check(store: Store, found: Preview) -> str:
        if not _taken(store, found):
            return ""
        wrong = [kpi for kpi, direction in wanted.items() if _register(store, kpi)["direction"] != direction]
        return f"direction of {', '.join(wrong)}" if wrong else ""

    return check


def bands(**wanted: tuple[float, float]) -> Check:
    """The band that each KPI has afterwards."""

    def check(store: Store, found: Preview) -> str:
        if not _taken(store, found):
            return ""
        has = {kpi: _register(store, kpi) for kpi in wanted}
        wrong = [k for k, (low, high) in wanted.items() if (has[k]["low"], has[k]["high"]) != (low, high)]
        return f"band of {', '.join(wrong)}" if wrong else ""

    return check


def statuses(**wanted: str) -> Check:
    """The words of which one is each KPI's status in the file's last month, in the first of its departments."""

    def check(store: Store, found: Preview) -> str:
        if not _taken(store, found):
            return ""
        month = period_by_text(periods(store), None)
        got: dict[str, str] = {}
        for unit in units(store).values():
            tiles = board(store, unit, month).tiles if unit.path else []
            got |= {str(tile.kpi.values["name"]): tile.status for tile in tiles}
        wrong = [f"{kpi} is {got.get(kpi)}" for kpi, words in wanted.items() if got.get(kpi) not in words.split("|")]
        return "; ".join(wrong)

    return check


def unused(*headers: str) -> Check:
    """Columns that are named as seen and not used."""

    def check(_: Store, found: Preview) -> str:
        said = [*found.unused, *(problem.column for problem in found.problems)]
        lost = [header for header in headers if not any(header in one for one in said)]
        return f"{', '.join(lost)} not named" if lost else ""

    return check


def year_to_date(unit: str, **wanted: tuple[float, float]) -> Check:
    """What each KPI of a unit has from January to the file's last month: actual and target, to half of the last digit written."""

    def check(store: Store, found: Preview) -> str:
        if not _taken(store, found):
            return ""
        month = period_by_text(periods(store), None)
        tiles = board(store, unit_by_text(units(store), unit), month, "ytd").tiles
        got = {str(tile.kpi.values["name"]): (tile.actual or 0.0, tile.target or 0.0) for tile in tiles}
        wrong = [
            f"{kpi} is {got.get(kpi)}"
            for kpi, numbers in wanted.items()
            if any(abs(mine - its) > 0.006 for mine, its in zip(got.get(kpi, (0, 0)), numbers, strict=True))
        ]
        return "; ".join(wrong)

    return check


def attainments(**wanted: float | None) -> Check:
    """The attainment of each KPI in the file's last month, in its one department; None where it has none."""

    def check(store: Store, found: Preview) -> str:
        if not _taken(store, found):
            return ""
        [unit] = [unit for unit in units(store).values() if unit.path]
        tiles = board(store, unit, period_by_text(periods(store), None)).tiles
        got = {str(tile.kpi.values["name"]): tile.attainment for tile in tiles}
        wrong = [kpi for kpi, share in wanted.items() if got.get(kpi) != pytest.approx(share, abs=1e-9)]
        return "; ".join(f"{kpi} is {got.get(kpi)}" for kpi in wrong)

    return check


def limits(**wanted: tuple[float, float]) -> Check:
    """The limits of each KPI of the file's one department in its last month but one, beyond which the last month lies."""

    def check(store: Store, found: Preview) -> str:
        if not _taken(store, found):
            return ""
        [unit] = [unit for unit in units(store).values() if unit.path]
        last, before = (period_by_text(periods(store), None), periods(store)[1])
        drawn = {str(row.kpi.values["name"]): row.months[-1] for row in trends(store, unit, before).rows}
        came = {str(tile.kpi.values["name"]): tile.actual or 0.0 for tile in board(store, unit, last).tiles}
        wrong = [
            f"{kpi} {drawn[kpi].lower}..{drawn[kpi].upper}"
            for kpi, (low, high) in wanted.items()
            if (drawn[kpi].lower, drawn[kpi].upper) != pytest.approx((low, high), abs=0.005) or low <= came[kpi] <= high
        ]
        return "; ".join(wrong)

    return check


def every(*checks: Check) -> Check:
    """All of these."""
    return lambda store, found: "; ".join(filter(None, (check(store, found) for check in checks)))


CHECKS: dict[str, Check] = {
    "target_operators.csv": directions(一次合格率="higher", 客诉次数="lower", 报废率="lower"),
    "target_range.csv": bands(浴槽温度=(60, 65), pH值=(6.5, 7.5)),
    "ytd_columns.csv": unused("YTD Actual", "YTD Target", "YTD %"),
    "direction_polarity.csv": statuses(
        **{"Missed bins per 100k": "miss", "Days to process claim": "good", "Visits": "good"}
    ),
    "direction_rag.csv": statuses(
        **{"Missed bins": "miss", "Claim processing days": "good", "Sickness absence days": "miss"}
    ),
    "section_rows_council.csv": directions(
        **{
            "% calls answered in 20 seconds": "higher", "Average wait (minutes)": "lower",
            "Days to process a new claim": "lower",
        }
    ),
    "months_with_quarter_and_ytd.csv": unused("一季度", "累计", "平均"),
    "bins_lower_words.csv": statuses(
        **dict.fromkeys(
            ("Scrap rate", "Defects per million", "Employee turnover", "Customer complaints", "Operating cost",
             "Days sales outstanding", "Downtime hours", "Absence rate", "Average wait (minutes)", "Accidents"),
            "miss|watch",
        )
    ),
    "rates_without_sign.csv": every(
        year_to_date("质量部", **{"合格率(%)": (98.3, 98), "接通率": (93, 95)}),
        lambda store, _: year_to_date("", **{"合格率(%)": (97.8, 98)})(store, _),
    ),
    "arith_signs.csv": every(
        attainments(
            **{"Profit A": 1.5, "Profit B": 0.5, "Profit C": 2.2, "Profit D": -0.2, "Losses E": 1.1, "Losses F": 2.0,
               "Losses G": None, "Losses H": None, "Orders I": None, "Orders J": None, "Net debt K": 1.5,
               "Net debt L": 0.5, "Losses M": -0.5}
        ),
        statuses(**{"Losses G": "good", "Losses H": "miss"}),
    ),
    "xmr_and_yoy.csv": limits(Backlog=(5.68, 16.32)),
    "arith_ytd_ratio.csv": every(
        year_to_date("Svc", **{"On time": (80.91, 90), "Calls": (230, 230), "Staff": (44, 43)}),
        year_to_date("", **{"On time": (82, 90)}),
    ),
}  # fmt: skip
