"""What can be written after `python -m kpi_core`."""

import argparse
import getpass
import os
from collections.abc import Callable

from kpi_core.cli.files import ReadFile
from kpi_core.cli.telling import told
from kpi_core.review.exports import EXPORTS
from kpi_core.review.upload import LAYOUTS
from kpi_core.tables import KINDS, MODES, SPANS
from kpi_core.tables.settings import SETTINGS
from kpi_core.text import LANGUAGES


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The verb and its arguments; ends the program with a usage line when they cannot be understood."""
    parser = argparse.ArgumentParser(prog="python -m kpi_core", description="Attain: the monthly KPI review")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    shared = _shared()

    def verb(name: str, what: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=what, description=what, parents=[shared])

    _import_arguments(verb("import", "take files in, one transaction each"))
    verb("uploads", "every file that was taken in")
    undoing = verb("undo", "take one upload back")
    undoing.add_argument("upload", type=int)
    undoing.add_argument("--by", default=_user(), metavar="NAME")
    for name, what in (("board", "the monitoring board"), ("departments", "the departments compared")):
        showing = verb(name, what)
        showing.add_argument("--period", help="2024-05, 2024Q1, 2024 or FY2023; default the latest")
        showing.add_argument("--unit", help="a department's name or path; default the company")
        showing.add_argument("--span", choices=SPANS, default="month")
    course = verb("trend", "one KPI's course: limits, verdict, forecast, landing")
    course.add_argument("--unit", help="a department's name or path; default the company")
    course.add_argument("--kpi", required=True, help="the KPI's name")
    course.add_argument("--period", help="the last period looked at; default the latest")
    graded = verb("forces", "ten forces: means, shares, positions, agreement")
    graded.add_argument("--survey", metavar="ROUND", help="title or number; default the newest")
    graded.add_argument("--beside", metavar="ROUND", action="append", default=[], help="another round to compare with")
    giving = verb("export", "write a table to FILE.csv or FILE.xlsx")
    giving.add_argument("table", choices=EXPORTS)
    giving.add_argument("file", metavar="FILE")
    giving.add_argument("--since", metavar="PERIOD", help="facts, results and scores from this period on")
    giving.add_argument("--until", metavar="PERIOD", help="and up to this one")
    _upkeep_arguments(verb)
    return parser.parse_args(arguments)


def _upkeep_arguments(verb: Callable[[str, str], argparse.ArgumentParser]) -> None:
    setting = verb("settings", "list the settings, or set one")
    setting.add_argument("name", nargs="?", metavar="NAME", help=", ".join(SETTINGS))
    setting.add_argument("value", nargs="?", metavar="VALUE")
    setting.add_argument("--by", default=_user(), metavar="NAME")
    proving = verb("verify", "prove that the stored data is sound")
    proving.add_argument(
        "--anchor", metavar="FILE", help="also against FILE, kept outside the store; moved on when all is sound"
    )
    verb("backup", "copy the store to FILE").add_argument("file", metavar="FILE")
    verb("restore", "put the copy FILE in its place").add_argument("file", metavar="FILE")
    verb("demo", "load the demo company into an empty store")


def _shared() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--store", default=os.environ.get("ATTAIN_STORE"), metavar="URL")
    shared.add_argument("--json", action="store_true", help="one JSON document on stdout")
    shared.add_argument("--lang", choices=LANGUAGES, default="zh")
    return shared


def _import_arguments(taking: argparse.ArgumentParser) -> None:
    """A file that the verb reads has the type ReadFile: then it is also found when a server runs the verb."""
    taking.add_argument("files", nargs="+", metavar="FILE", type=ReadFile, help="files, folders or patterns")
    taking.add_argument("--kind", choices=("auto", *KINDS, "ratings"), default="auto")
    taking.add_argument(
        "--round", metavar="TITLE", help="with ratings: the round, opened when it is new; default the file's name"
    )
    taking.add_argument("--subject", help="with ratings: who is graded; default our company")
    taking.add_argument("--month", metavar="2024-05", help="with ratings: the round's month; default the current one")
    taking.add_argument(
        "--keep-open", action="store_true", help="with ratings: leave a round that the files open open for more answers"
    )
    taking.add_argument("--mode", choices=MODES, default="upsert")
    _told_arguments(taking)
    taking.add_argument(
        "--accept-proposals",
        action="store_true",
        help="what is guessed of a KPI from its name is right: it is confirmed",
    )
    taking.add_argument("--skip-bad", action="store_true", help="leave bad lines out")
    taking.add_argument("--dry-run", action="store_true", help="only show what would happen")
    taking.add_argument("--by", default=_user(), metavar="NAME")


def _told_arguments(taking: argparse.ArgumentParser) -> None:
    """What a person says of the files."""
    taking.add_argument(
        "--mapping",
        metavar="FILE|WHAT=IT",
        type=told,
        action="append",
        help="what the file does not tell: a JSON file (columns, fixed, sheet, hidden, encoding, separator, header), or one thing: "
        "'Head=actual', 'Head=ignore', year=2024, kpi=NAME, department=NAME, sheet=NAME; may be given several times",
    )
    taking.add_argument(
        "--answers",
        metavar="FILE|PLACE=IT",
        type=told,
        action="append",
        help="what the door asks: a JSON file (names, cells, answers, hidden), or one thing: '3|Head=101', '3|Head=keep', "
        "'3|Head=leave', 'Slaes=Sales', dates=dmy; may be given several times",
    )
    taking.add_argument(
        "--layout",
        choices=("auto", *LAYOUTS, "remembered"),
        default="auto",
        help="how the table is laid out; remembered: as one of its kind was read before",
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
