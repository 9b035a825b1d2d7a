"""From the examples' shapes to the product's and back."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from kpi_core.measures import trend

Answer = dict[str, Any]


def only(values: Iterable[Any]) -> Any:
    """The one value of a series of one."""
    (value,) = values
    return value.item() if isinstance(value, np.generic) else value


def vector(values: Iterable[Any]) -> trend.Numbers:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def vectors(pairs: Iterable[tuple[Any, Any]]) -> tuple[trend.Numbers, trend.Numbers]:
    left, right = zip(*pairs, strict=True)
    return vector(left), vector(right)
