"""What can go wrong with a store, named by who can mend it; words are made in `text`."""


class StoreError(Exception):
    """A refusal: `code` names the sentence, `values` fill it."""

    code = "store_failed"

    def __init__(self, **values: object) -> None:
        super().__init__(self.code, values)
        self.values = values


class StoreLocked(StoreError):
    """Another process holds the file: values `file`, `process`."""

    code = "store_locked"


class StoreReadOnly(StoreError):
    """The file cannot be written: values `file`."""

    code = "store_read_only"


class StoreForbidden(StoreError):
    """The file cannot even be read by this user: values `file`, `owner`."""

    code = "store_forbidden"


class StoreFull(StoreError):
    """Writing failed (disk full or taken away); what was stored before is intact: values `file`, `why`."""

    code = "store_full"


class StoreDamaged(StoreError):
    """The file is not a store, or its bytes were changed: values `file`, `why`."""

    code = "store_damaged"


class CopyDamaged(StoreDamaged):
    """A copy that was to be put back is no sound store; nothing was changed: values `file`, `why`."""

    code = "copy_damaged"


class BackupUnproved(StoreDamaged):
    """A copy just made does not hold together; what lay at `file` stays: values `file`, `store`, `why`."""

    code = "backup_unproved"


class StoreNewer(StoreError):
    """The file was written by a newer version; nothing was changed: values `file`, `found`, `known` (formats)."""

    code = "store_newer"


class StoreOlder(StoreError):
    """An older file that must be brought up to date and cannot be written: values `file`, `found`, `known` (formats)."""

    code = "store_older"


class StoreForeign(StoreError):
    """A DuckDB file with other tables than ours; nothing was changed: values `file`."""

    code = "store_foreign"


class StoreUnknown(StoreError):
    """The URL names no kind of store we have: values `url`."""

    code = "store_unknown"


class NoSuchUpload(StoreError):
    """The upload is not there, or already undone (or not undone): values `upload`."""

    code = "no_such_upload"


class StoreNotEmpty(StoreError):
    """The demo company only goes into a store without other uploads: values `file`."""

    code = "store_not_empty"


class RoundTurned(StoreError):
    """The round was closed (or opened again) meanwhile: values `survey`."""

    code = "round_turned"


class AnchorUnreadable(StoreError):
    """The file is no anchor: values `file`."""

    code = "anchor_unreadable"


class AnchorForeign(StoreError):
    """The anchor was written for another store: values `file`."""

    code = "anchor_foreign"


class AnchorHeld(StoreError):
    """An anchor beside the last copy does not hold for this store: values `file`, `why` (the code of a finding) and its values."""

    code = "anchor_held"
