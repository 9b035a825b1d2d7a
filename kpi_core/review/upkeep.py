"""Looking after the store: prove it, copy it, put a copy back."""

from kpi_core.store import backup, restore, verify
from kpi_core.store.files import as_usual

__all__ = ["as_usual", "backup", "restore", "verify"]
