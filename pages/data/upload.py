"""What is in this file, what would it change, and shall it be taken in?"""

import streamlit as st

from kpi_core.text import t
from kpi_core.ui.given_panels import asks, given_for, given_form, remembered_panel
from kpi_core.ui.guess_panels import proposals_card
from kpi_core.ui.known import known
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.problem_panels import problem_grids
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import Seen, language, name_field, stores
from kpi_core.ui.upload_panels import (
    commit_panel,
    done_panel,
    drop_key,
    mode_choice,
    moved_note,
    new_kpi_grid,
    previewed,
    recognised,
)

lang = language()
plain_bar(lang)
opened = stores()
heading(t("upload.title", lang), t("upload.intro", lang))
if done_panel(opened.own, lang):
    st.stop()
file = st.file_uploader(t("upload.drop", lang), key=f"upload_file_{drop_key()}", label_visibility="collapsed")
if file is not None:
    found = previewed(opened.own, file.name, file.getvalue(), given_for(file.getvalue()), lang)
    moved_note(lang)
    recognised(found, lang)
    company = known(Seen(opened.own.place, opened.own.version))
    remembered_panel(opened.own, found, lang)
    if asks(found):
        given_form(found, company, lang)
        pending = problem_grids(found, lang)
    else:
        pending = problem_grids(found, lang)
        given_form(found, company, lang)
    if found.accepted:
        if found.no_op is not None:
            quiet(t("upload.no_op", lang, upload=found.no_op))
        else:
            new_kpi_grid(found, lang)
            proposals_card(found, lang)
            mode_choice(found, lang)
            who = name_field(lang)
            commit_panel(opened.own, found, who, pending, lang)
