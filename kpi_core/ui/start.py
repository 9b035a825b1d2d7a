"""The script that every session runs.

It lies here and not beside `pages/`: next to a folder of that name the first bookmark opened after a server
start is answered with "Page not found" (docs/decisions/0003-entry.md).
"""

from kpi_core.ui.door import show

show()
