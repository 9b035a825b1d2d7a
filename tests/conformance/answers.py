"""The worked examples, answered by the product's own functions: names are mapped here, nothing is worked out.

Attainment, scores and roll-ups go through a store in memory and its SQL; series go through kpi_core.measures.
`answer` returns the keys the product offers; what it does not offer stands in not_offered.toml with the reason.
"""

from typing import Any

from tests.conformance import by_numbers, by_raters, by_store
from tests.conformance.shapes import Answer

ANSWERS = by_store.ANSWERS | by_numbers.ANSWERS | by_raters.ANSWERS


def answer(example_id: str, inputs: dict[str, Any]) -> Answer:
    """What the product says to a worked example: its keys and values; {} for an example it does not offer."""
    for start in sorted(ANSWERS, key=len, reverse=True):
        if example_id == start or example_id.startswith(start + "."):
            return ANSWERS[start](inputs)
    return {}
