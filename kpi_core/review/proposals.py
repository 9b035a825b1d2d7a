"""What a KPI named so probably is: the stated defaults of DESIGN 7, for the person to confirm."""

import re

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
