"""Looking after the store: prove it, copy it, put a copy back."""

from kpi_core.store import backup, restore, verify

__all__ = ["backup", "restore", "verify"]
