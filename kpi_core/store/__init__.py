"""The store: the one room that speaks to a database."""

from kpi_core.store.deed import COMPANY, Deed, UploadFile, deed
from kpi_core.store.effect import Effect
from kpi_core.store.engine import Store, open_store
from kpi_core.store.errors import (
    NoSuchUpload,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreNotEmpty,
    StoreReadOnly,
    StoreUnknown,
)
from kpi_core.store.integrity import backup, restore, upload_bytes, verify
from kpi_core.store.register import ALWAYS, kpi_defaults
from kpi_core.store.said import add_row
from kpi_core.store.spans import Snapshot, snapshot, span_bounds
from kpi_core.store.surveys import add_coded_sheet, add_codes, add_sheets, add_survey, code_team, turn_survey

__all__ = [
    "ALWAYS",
    "COMPANY",
    "Deed",
    "Effect",
    "NoSuchUpload",
    "Snapshot",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreNotEmpty",
    "StoreReadOnly",
    "StoreUnknown",
    "UploadFile",
    "add_coded_sheet",
    "add_codes",
    "add_row",
    "add_sheets",
    "add_survey",
    "backup",
    "code_team",
    "deed",
    "kpi_defaults",
    "open_store",
    "restore",
    "snapshot",
    "span_bounds",
    "turn_survey",
    "upload_bytes",
    "verify",
]  # fmt: skip
