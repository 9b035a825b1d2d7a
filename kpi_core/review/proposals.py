"""What a KPI named so probably is: the stated defaults of DESIGN 7, for the person to confirm."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from kpi_core.intake import Reading
from kpi_core.store import kpi_defaults

# A rate of something bad, a cost, or a time that should be short ...
_LOWER = re.compile(
    r"(投诉|抱怨|流失|差错|货损|退货|事故|缺陷).*率|成本|费用|周期|时长|(?<!响应)制订时间|上市时间"
    r"|\b(complaint|churn|error|defect|damage|loss|accident)s?\b.*\brate\b|\bcosts?\b|\blead time\b|\bcycle time\b",
    re.IGNORECASE,
)
# ... unless the name speaks of how well it is handled.
_HANDLED = re.compile(
    r"(及时|成功|处理率|满意|完成|达成|合格|准确|贡献|控制|节约|下降|降低)|on[- ]time|resolved|success|saving|contribution",
    re.IGNORECASE,
)
MEAN_MEASURES = ("%", "ratio", "分")


def proposed_direction(name: str) -> str | None:
    """`lower` where the name says so, else None (the default, higher, needs no proposal)."""
    return "lower" if _LOWER.search(name) and not _HANDLED.search(name) else None


@dataclass
class NewKpi:
    """A KPI the file would create: its name and the fields to be stated, editable before the commit."""

    code: int
    name: str
    fields: dict[str, str]

    def shown(self) -> dict[str, Any]:
        """All its register values, defaults included."""
        return kpi_defaults({**self.fields, "name": self.name})


def new_kpi(reading: Reading, code: int) -> NewKpi:
    """The KPI of this code with what the file states of it and what its name proposes."""
    name = reading.kpis[code]
    fields = {which: stated[code] for which, stated in reading.said.items() if code in stated}
    if "direction" not in fields and (proposal := proposed_direction(name)):
        fields["direction"] = proposal
    if "aggregation" not in fields and "denominator" in reading.values:
        mine = (reading.kpi == code) & ~np.isnan(reading.values["denominator"])
        if mine.any():
            fields["aggregation"] = "ratio"
    return NewKpi(code, name, fields)
