"""Tables as files: the Export page's parts, and the pair of buttons under a table."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from kpi_core.reports.exports import ENDINGS, EXPORTS, MOST_ROWS, export_file, table_file
from kpi_core.review.exports import SPANNED, count_rows
from kpi_core.review.scope import Store, fiscal_start, periods
from kpi_core.text import t
from kpi_core.text.isolation import plainly
from kpi_core.text.numbers import period_title
from kpi_core.ui.pieces import quiet


def choose_table(store: Store, lang: str) -> tuple[str, date | None, date | None]:
    """Which table, and for facts, results and scores the first and last month wanted."""
    which = st.selectbox(t("export.what", lang), EXPORTS, format_func=lambda name: t(f"export.table_{name}", lang),
                         key="export_table")  # fmt: skip
    if which not in SPANNED:
        return which, None, None
    start = fiscal_start(store)
    months: list[date | None] = [None, *(found.first for found in periods(store) if found.grain == "month")]

    def title(month: date | None) -> str:
        return period_title("month", month, lang, start) if month else t("export.all", lang)

    left, right = st.columns(2)
    since = left.selectbox(t("export.since", lang), months, format_func=title, key="export_since")
    until = right.selectbox(t("export.until", lang), months, format_func=title, key="export_until")
    return which, since, until


def downloads(store: Store, which: str, since: date | None, until: date | None, lang: str) -> None:
    """How long the chosen table is, and it as CSV and as xlsx, made when a button is pressed."""
    name = t(f"export.table_{which}", lang)
    count = count_rows(store, which, since, until)
    fits = count < MOST_ROWS
    quiet(t("export.count", lang, count=f"{count:,}") if fits else t(
        "error.too_long_for_sheet", lang, rows=f"{count:,}", limit=f"{MOST_ROWS:,}"))  # fmt: skip

    def made(ending: str) -> Callable[[], bytes]:
        return lambda: export_file(store, which, ending, lang, since, until)

    _buttons(name, made, "export", lang, fits)


def table_downloads(name: str, table: Callable[[], pd.DataFrame], key: str, lang: str) -> None:
    """A table of the page as CSV and as xlsx, made when a button is pressed."""

    def file(ending: str) -> bytes:
        with plainly():
            frame = table()
        head = [str(column) for column in frame.columns]
        return table_file(name, head, frame.astype(object).where(frame.notna(), None).values.tolist(), ending)

    _buttons(name, lambda ending: lambda: file(ending), key, lang)


def _buttons(name: str, made: Callable[[str], Callable[[], bytes]], key: str, lang: str, fits: bool = True) -> None:
    with st.container(horizontal=True):
        for ending in ENDINGS:
            st.download_button(t(f"export.{ending}", lang), data=made(ending), file_name=f"{name}.{ending}",
                               key=f"{key}_{ending}", on_click="ignore", disabled=ending == "xlsx" and not fits)  # fmt: skip
