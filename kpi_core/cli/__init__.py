"""`python -m kpi_core VERB`: everything the pages can do, for scripts.

Exit code 0 done, 2 refused with every reason, 1 a fault of ours, 128 and more ended by a signal. `--json` prints one
document and nothing else.
"""

import sys
from argparse import Namespace
from pathlib import Path

from kpi_core.cli.arguments import parsed
from kpi_core.cli.ending import Ended, ended_by_signals
from kpi_core.cli.files import expand, read_file
from kpi_core.cli.terminal import Terminal, exit_code
from kpi_core.cli.verbs import VERBS, restored
from kpi_core.store import StoreLocked, open_store
from kpi_core.text import t
from kpi_core.text.isolation import plainly

DEFAULT_STORE = str(Path(__file__).parents[2] / "data" / "local" / "attain.duckdb")
DEMO_STORE = str(Path(DEFAULT_STORE).with_name("demo.duckdb"))


def main(arguments: list[str]) -> int:
    """Run one verb; returns the exit code."""
    chosen = parsed(arguments)
    chosen.store = chosen.store or (DEMO_STORE if chosen.verb == "demo" else DEFAULT_STORE)
    try:
        with ended_by_signals(), plainly():
            return exit_code(_run, chosen, Terminal(sys.stdout, sys.stderr, read_file, Path()))
    except Ended as ended:
        print(t("cli.ended", chosen.lang, signal=ended.name), file=sys.stderr)
        return ended.exit_code


def _run(chosen: Namespace, terminal: Terminal) -> int:
    """Run the verb here, or by the server that holds the store."""
    if chosen.verb == "import":
        chosen.files, chosen.several = expand(chosen.files)
    try:
        if chosen.verb == "restore":
            return restored(chosen, terminal)
        store = open_store(chosen.store)
    except StoreLocked as locked:
        from kpi_core.cli.beside import ask

        return ask(chosen, locked, terminal)
    try:
        return VERBS[chosen.verb](store, chosen, terminal)
    finally:
        store.close()
