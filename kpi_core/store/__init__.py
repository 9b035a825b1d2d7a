"""The store: the one room that speaks to a database."""

from kpi_core.store.anchor import Anchor, against_anchor, anchor_of, read_anchor, write_anchor
from kpi_core.store.deed import COMPANY, Deed, UploadFile, deed
from kpi_core.store.effect import Effect
from kpi_core.store.engine import Store, open_store
from kpi_core.store.errors import (
    AnchorForeign,
    AnchorHeld,
    AnchorUnreadable,
    BackupUnproved,
    CopyDamaged,
    NoSuchUpload,
    RoundTurned,
    StoreDamaged,
    StoreError,
    StoreForbidden,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreNewer,
    StoreNotEmpty,
    StoreOlder,
    StoreReadOnly,
    StoreUnknown,
)
from kpi_core.store.integrity import backup, restore
from kpi_core.store.register import ALWAYS, kpi_defaults
from kpi_core.store.said import add_row
from kpi_core.store.spans import Snapshot, snapshot, span_bounds
from kpi_core.store.surveys import add_coded_sheet, add_codes, add_sheet, add_sheets, add_survey, code_team, turn_survey
from kpi_core.store.verify import sealed_since, upload_bytes, verify

__all__ = [
    "ALWAYS",
    "COMPANY",
    "Anchor",
    "AnchorForeign",
    "AnchorHeld",
    "AnchorUnreadable",
    "BackupUnproved",
    "CopyDamaged",
    "Deed",
    "Effect",
    "NoSuchUpload",
    "RoundTurned",
    "Snapshot",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreForbidden",
    "StoreForeign",
    "StoreFull",
    "StoreLocked",
    "StoreNewer",
    "StoreNotEmpty",
    "StoreOlder",
    "StoreReadOnly",
    "StoreUnknown",
    "UploadFile",
    "add_coded_sheet",
    "add_codes",
    "add_row",
    "add_sheet",
    "add_sheets",
    "add_survey",
    "against_anchor",
    "anchor_of",
    "backup",
    "code_team",
    "deed",
    "kpi_defaults",
    "open_store",
    "read_anchor",
    "restore",
    "sealed_since",
    "snapshot",
    "span_bounds",
    "turn_survey",
    "upload_bytes",
    "verify",
    "write_anchor",
]  # fmt: skip
