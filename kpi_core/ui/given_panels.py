"""What only a person can tell of a file: its sheet and encoding, what the columns mean, whose figures they are."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.remembered import Remembered, remembered, worth_offering
from kpi_core.review.upload import ENCODINGS, FIELDS, LAYOUTS, SEPARATORS, Given, Preview
from kpi_core.store import Store
from kpi_core.text import t
from kpi_core.text.isolation import isolated, joined
from kpi_core.ui.known import Known
from kpi_core.ui.pieces import plain, quiet
from kpi_core.ui.session import moment_text


def given_for(sha256: str) -> Given:
    """What was said of this file in this session."""
    said: dict[str, Given] = st.session_state.get("given", {})
    return said.get(sha256, Given())


def keep_given(sha256: str, given: Given) -> None:
    """Remember what was said of a file, for this session."""
    st.session_state["given"] = {**st.session_state.get("given", {}), sha256: given}


def remembered_panel(store: Store, found: Preview, lang: str) -> None:
    """Offer to read the table as one of its kind was read before."""
    if not worth_offering(found):
        return
    key = (found.sha256, store.version)
    if st.session_state.get("ways_key") != key:
        # A workbook is read for this: once a file, not on every run of the page.
        st.session_state["ways"], st.session_state["ways_key"] = remembered(store, found.data), key
    ways: list[Remembered] = st.session_state["ways"]
    if not ways:
        return
    quiet(t("upload.remembered", lang))
    with st.container(horizontal=True):
        for way in ways:
            whose = way.unit if way.units == 1 else t("upload.departments", lang, count=way.units)
            about = [whose, *([way.given.fixed["kpi"]] if "kpi" in way.given.fixed else [])]
            unit = joined(about, t("list.separator", lang))
            label = t("upload.as_upload", lang, upload=way.upload_id, unit=plain(unit), who=plain(way.who),
                      moment=moment_text(way.moment)[:10])  # fmt: skip
            if st.button(label, key=f"remembered_{way.upload_id}"):
                keep_given(found.sha256, way.given)
                st.rerun()


def given_form(found: Preview, company: Known, lang: str) -> None:
    """Everything that can be said of how a file is read, for one that was read otherwise than meant."""
    if found.kind != "facts" or not (found.errors or found.opened):
        return
    with st.expander(t("upload.how_read", lang)), st.form(f"given {found.sha256}", border=False):
        given = _answers(found, company, lang)
        if st.form_submit_button(t("upload.again", lang)):
            keep_given(found.sha256, given)
            st.rerun()


def _answers(found: Preview, company: Known, lang: str) -> Given:
    said = _open_answers(found, lang)
    places = st.columns(5)
    fixed = {}
    kpi = places[0].text_input(t("upload.kpi_is", lang), value=said.fixed.get("kpi", ""), max_chars=100)
    if kpi.strip():
        fixed["kpi"] = kpi.strip()
    with places[1]:
        department = _department(said, company, lang)
    if department is not None:
        fixed["department"] = department
    year = places[2].text_input(t("upload.year_is", lang), value=said.fixed.get("year", ""), max_chars=4)
    if year.strip().isdigit():
        fixed["year"] = year.strip()
    measure = places[3].text_input(t("upload.measure_is", lang), value=said.fixed.get("measure", ""), max_chars=20)
    if measure.strip():
        fixed["measure"] = measure.strip()
    period = places[4].text_input(t("upload.period_is", lang), value=said.fixed.get("period", ""), max_chars=20)
    if period.strip():
        fixed["period"] = period.strip()
    read = st.columns(4)
    return replace(
        said,
        columns=_columns(found, lang),
        fixed=fixed,
        layout=_choice(read[0], "layout", said.layout, LAYOUTS, "layout_", lang),
        header=int(read[1].number_input(t("upload.header_at", lang), 0, 200, said.header)),
        separator=_choice(read[2], "separator", said.separator, tuple(SEPARATORS), "", lang)
        if found.separator or said.separator else "",
        encoding=_encoding(read[3], found, lang),
        sheet=_sheet(found, lang),
        names=_merged(found, lang),
    )  # fmt: skip


def _open_answers(found: Preview, lang: str) -> Given:
    """What was said of a file, and now what dates, commas and periods of the file mean, where a cell leaves it open."""
    said = found.given
    periods = "period_or_year month_unsure days_read"
    fiscal = tuple(map(str, range(2, 13)))
    return replace(
        said,
        dates=_open_question(found, "date_unsure", "dates", said.dates, ("dmy", "mdy"), lang),
        decimal=_open_question(found, "comma_unsure", "decimal", said.decimal, (",", "."), lang),
        periods=_open_question(found, periods, "periods", said.periods, ("month", "year", "day"), lang),
        fiscal=_open_question(found, "fiscal_start_unsure", "fiscal", said.fiscal, fiscal, lang),
    )


def _open_question(found: Preview, codes: str, name: str, said: str, options: tuple[str, ...], lang: str) -> str:
    """What a cell of the file leaves open (one of the `codes`), asked only when one does."""
    if not said and not any(problem.code in codes.split() for problem in found.problems):
        return ""
    words = {"dmy": "upload.dates_dmy", "mdy": "upload.dates_mdy", ",": "upload.decimal_comma", ".": "upload.decimal_point",
             "month": "upload.periods_month", "year": "upload.periods_year", "day": "upload.periods_day",
             **{str(month): f"month_name.m{month}" for month in range(1, 13)}}  # fmt: skip
    choices = ["", *options]
    return str(st.radio(t(f"upload.{name}_is", lang), choices, index=choices.index(said), horizontal=True,
                        format_func=lambda option: t(words.get(option, "upload.unanswered"), lang)))  # fmt: skip


def _choice(place: Any, name: str, said: str, options: tuple[str, ...], prefix: str, lang: str) -> str:
    """One of `options`, or "" for what is recognised."""

    def words(option: str) -> str:
        return t(f"upload.{prefix}{SEPARATORS.get(option, option)}", lang) if option else t("upload.auto", lang)

    choices = ["", *options]
    return str(place.selectbox(t(f"upload.{name}_as", lang), choices, index=choices.index(said), format_func=words))


def _merged(found: Preview, lang: str) -> dict[str, str]:
    """The names to be read as others: those a person picks from what is offered."""
    offered = {**found.alike, **found.given.names}
    if not offered:
        return {}
    # Names come from a file: as options they stay plain text, as a label they would be markup.
    chosen = st.multiselect(t("upload.same_names", lang), list(offered), default=list(found.given.names),
                            format_func=lambda name: f"{isolated(name)} → {t('upload.merge', lang, meant=offered[name])}",
                            key=f"merge {found.sha256}", placeholder=t("upload.choose", lang))  # fmt: skip
    return {name: offered[name] for name in chosen}


def _department(said: Given, company: Known, lang: str) -> str | None:
    """A department's path, "" for the company, None for what the file says."""
    units = {
        unit.trail("zh"): unit.title(lang) for unit in company.units.values() if unit.standing and unit.trail("zh")
    }
    names = {"-": t("upload.as_recognised", lang), "": t("upload.company_whole", lang), **units}
    before = said.fixed.get("department", "-")
    options = [*names, *([before] if before not in names else [])]
    chosen = st.selectbox(t("upload.department_is", lang), options, index=options.index(before), accept_new_options=True,
                          format_func=lambda path: names.get(path, path))  # fmt: skip
    return None if chosen in (None, "-") else str(chosen)


def _sheet(found: Preview, lang: str) -> str:
    sheets = found.opened.sheets if found.opened else []
    if len(sheets) < 2:
        return ""
    before, choices = found.given.sheet, ["", *sheets]
    return str(st.selectbox(t("upload.sheet", lang), choices, index=choices.index(before) if before in choices else 0,
                            format_func=lambda sheet: isolated(sheet) if sheet else t("upload.all_sheets", lang)))  # fmt: skip


def _encoding(place: Any, found: Preview, lang: str) -> str:
    if found.opened and not found.opened.separator:
        return ""
    unsure = next((p.value for p in found.errors if p.code == "encoding_unsure"), "")
    encodings = ["", *ENCODINGS]
    suggested = found.given.encoding or unsure
    return str(place.selectbox(t("upload.encoding", lang), encodings,
                               index=encodings.index(suggested) if suggested in encodings else 0,
                               format_func=lambda name: name or t("upload.auto", lang)))  # fmt: skip


def _columns(found: Preview, lang: str) -> dict[str, str]:
    """Each header with the field it shall mean; `as recognised` unless a person says otherwise."""
    headers = _headers(found)
    if not headers:
        return {}
    quiet(t("upload.column_is", lang))
    chosen = {"": t("upload.ignore", lang), "-": t("upload.as_recognised", lang)} | {
        name: t(f"field.{name}", lang) for name in FIELDS
    }
    before = [found.given.columns.get(header, "-") for header in headers]
    frame = pd.DataFrame({"header": headers, "field": [chosen[name] for name in before]})
    columns: dict[str, Any] = {
        "header": st.column_config.TextColumn(t("upload.header", lang), disabled=True),
        "field": st.column_config.SelectboxColumn(
            t("upload.field", lang), options=list(chosen.values()), required=True
        ),
    }
    edited = st.data_editor(frame, hide_index=True, column_config=columns, key=f"columns {found.sha256}")
    names = {text: name for name, text in chosen.items()}
    answers = {str(row["header"]): names[str(row["field"])] for row in edited.to_dict("records")}
    return {header: name for header, name in answers.items() if name != "-"}


def _headers(found: Preview) -> list[str]:
    """The headers of the file's key columns and of those not read; of a refused file those that were found."""
    missing: list[str] = next((p.more.get("found", []) for p in found.errors if p.code == "columns_missing"), [])
    across = {header for held in found.opened.cells.across.values() for header in held} if found.opened else set()
    read = [header for header in found.headers.values() if header not in across]
    said = [header for header in found.given.columns if header not in (*read, *found.unused)]
    return [str(header) for header in dict.fromkeys([*missing, *read, *found.unused, *said])][:60]
