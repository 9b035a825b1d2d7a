"""Which files were taken in, which of them stand, and how do I take one back?"""

import streamlit as st

from kpi_core.review.history import said_of_imports, uploads
from kpi_core.text import t
from kpi_core.ui.door import page_file
from kpi_core.ui.export_panels import table_downloads
from kpi_core.ui.history_panels import asked_line, upload_deeds, upload_table
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import language, stores

lang = language()
plain_bar(lang)
opened = stores()
found = uploads(opened.shown)
stands = sum(upload.stands for upload in found)
heading(t("history.headline", lang, count=len(found), stands=stands), t("history.title", lang))
if not found:
    quiet(t("history.none", lang))
    if st.button(t("empty.go_upload", lang), type="primary", key="go_upload"):
        st.switch_page(page_file("upload"))
    st.stop()
asked_line(opened.shown, found, lang)
table = upload_table(found, said_of_imports(opened.shown), lang)
st.dataframe(table, hide_index=True, key="uploads")
table_downloads(t("page.history", lang), lambda: table, "history", lang)
upload_deeds(opened.shown, found, lang)
