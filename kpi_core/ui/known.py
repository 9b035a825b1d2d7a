"""What the bar and every page look up: units, periods and KPIs of the shown store, read once per data version."""

from dataclasses import dataclass

import streamlit as st

from kpi_core.review.scope import Kpi, Period, Unit, fiscal_start, kpis, periods, units
from kpi_core.ui.session import Seen, store_of


@dataclass(frozen=True)
class Known:
    """Units and KPIs by id, periods newest first, the fiscal year's first month."""

    units: dict[int, Unit]
    periods: list[Period]
    kpis: dict[int, Kpi]
    start: int


# A resource, not data: it is only read, and a copy for every run would cost more than the board itself.
@st.cache_resource(show_spinner=False, max_entries=8)
def known(seen: Seen) -> Known:
    """The register and periods of this data version."""
    store = store_of(seen)
    return Known(units(store), periods(store), kpis(store), fiscal_start(store))
