"""What is in these files, what would they change, and shall they be taken in?"""

import streamlit as st

from kpi_core.text import t
from kpi_core.ui.given_panels import given_form, remembered_panel
from kpi_core.ui.guess_panels import proposals_card
from kpi_core.ui.known import known
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.problem_panels import problem_grids
from kpi_core.ui.question_panels import question_panels
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import Seen, language, name_field, stores
from kpi_core.ui.sitting import drop_zone, finished, next_to_do, opened_entry, previewed, sitting
from kpi_core.ui.sitting_panels import sitting_list, together_panel, twins_note
from kpi_core.ui.upload_panels import commit_panel, done_panel, mode_choice, moved_note, new_kpi_grid, recognised

lang = language()
plain_bar(lang)
store = stores().own
heading(t("upload.title", lang), t("upload.intro", lang))
done_panel(store, lang)
if finished():
    sitting_list(store, lang)
    st.stop()
drop_zone(lang)
twins_note(lang)
next_to_do()
sitting_list(store, lang)
who = together_panel(store, lang)
entry = opened_entry()
if entry is not None and entry.upload is None:
    found = previewed(store, entry, lang)
    moved_note(store, entry, lang)
    recognised(found, len(sitting()) > 1, lang)
    company = known(Seen(store.place, store.version))
    remembered_panel(store, found, lang)
    question_panels(found, company, lang)
    entry.pending = problem_grids(found, lang)
    given_form(found, company, lang)
    if found.accepted and found.no_op is not None:
        quiet(t("upload.no_op", lang, upload=found.no_op))
    elif found.accepted:
        new_kpi_grid(entry, found, lang)
        proposals_card(found, lang)
        mode_choice(entry, found, lang)
        who = name_field(lang) if who is None else who
        commit_panel(store, entry, found, who, entry.pending, lang)
