"""`python -m kpi_core VERB`: everything the pages can do, for scripts.

Exit code 0 done, 2 refused with every reason, 1 a fault of ours. `--json` prints one document and nothing else.
"""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpi_core.reports.imports import import_json
from kpi_core.review.commit import Refused, commit, rehearse, turn
from kpi_core.review.demo import load_demo
from kpi_core.review.history import uploads
from kpi_core.review.scope import UnknownScope
from kpi_core.review.upkeep import backup, restore, verify
from kpi_core.review.upload import Given, Preview, preview
from kpi_core.store import Store, StoreError, open_store
from kpi_core.tables import KINDS, MODES, SPANS
from kpi_core.text import LANGUAGES, t
from kpi_core.text.problems import error_sentence, problem_sentence

DEFAULT_STORE = str(Path(__file__).parents[1] / "data" / "local" / "attain.duckdb")
DEMO_STORE = str(Path(DEFAULT_STORE).with_name("demo.duckdb"))
_SHOWN = 200
DONE, FAULT, REFUSED = 0, 1, 2


class NoFile(Exception):
    """A file named on the command line cannot be read."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def main(arguments: list[str]) -> int:
    """Run one verb; returns the exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(_VERBS[chosen.verb](chosen))
    except (StoreError, UnknownScope, NoFile) as error:
        sentence = error_sentence(error.code, error.values, chosen.lang)
        _say(chosen, {"error": {"code": error.code, "message": sentence}}, sentence, sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", default=os.environ.get("ATTAIN_STORE"), metavar="URL")
    common.add_argument("--json", action="store_true", help="one JSON document on stdout")
    common.add_argument("--lang", choices=LANGUAGES, default="zh")
    parser = argparse.ArgumentParser(prog="python -m kpi_core", description="Attain: the monthly KPI review")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, what: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=what, description=what, parents=[common])

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
    verb("verify", "prove that the stored data is sound")
    for name, what in (("backup", "copy the store to FILE"), ("restore", "put the copy FILE in its place")):
        verb(name, what).add_argument("file", metavar="FILE")
    verb("demo", "load the demo company into an empty store")
    return parser


def _import_arguments(taking: argparse.ArgumentParser) -> None:
    taking.add_argument("files", nargs="+", metavar="FILE")
    taking.add_argument("--kind", choices=("auto", *KINDS, "ratings"), default="auto")
    taking.add_argument(
        "--round", metavar="TITLE", help="with ratings: the round, opened when it is new; default the file's name"
    )
    taking.add_argument("--subject", help="with ratings: who is graded; default our company")
    taking.add_argument("--month", metavar="2024-05", help="with ratings: the round's month; default the current one")
    taking.add_argument("--mode", choices=MODES, default="upsert")
    taking.add_argument(
        "--mapping", metavar="FILE", help="JSON of what the file does not tell: columns, fixed, sheet, encoding"
    )
    taking.add_argument("--skip-bad", action="store_true", help="leave bad lines out")
    taking.add_argument("--dry-run", action="store_true", help="only show what would happen")
    taking.add_argument("--by", default=_user(), metavar="NAME")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _say(chosen: argparse.Namespace, document: object, text: str, stream: Any = None) -> None:
    if chosen.json:
        print(json.dumps(document, ensure_ascii=False, allow_nan=False, default=str))
    elif text:
        print(text, file=stream or sys.stdout)


def _with_store(
    deed: Callable[[Store, argparse.Namespace], int], default: str = DEFAULT_STORE
) -> Callable[[argparse.Namespace], int]:
    def run(chosen: argparse.Namespace) -> int:
        store = open_store(chosen.store or default)
        try:
            return deed(store, chosen)
        finally:
            store.close()

    return run


def _import(store: Store, chosen: argparse.Namespace) -> int:
    if chosen.kind == "ratings":
        return _import_ratings(store, chosen)
    documents, refused = [], False
    given = _given(chosen.mapping)
    for name in chosen.files:
        found = preview(store, Path(name).name, _bytes(name), chosen.kind, given, chosen.mode)
        document, sentence, bad = _take(store, found, chosen)
        refused |= bad
        documents.append(document)
        if not chosen.json:
            lines = [problem_sentence(p, chosen.lang) for p in found.problems[:_SHOWN]]
            if len(found.problems) > _SHOWN:
                lines.append(t("cli.more", chosen.lang, count=len(found.problems) - _SHOWN))
            print("\n".join([*lines, sentence]), file=sys.stderr if bad else sys.stdout)
    if chosen.json:
        _say(chosen, documents[0] if len(documents) == 1 else documents, "")
    return REFUSED if refused else DONE


def _given(name: str | None) -> Given:
    """What a mapping file says: {"columns": {header: field}, "fixed": {"kpi": ...}, "sheet": ..., "encoding": ...}."""
    if name is None:
        return Given()
    try:
        said = json.loads(_bytes(name))
        return Given(**said) if isinstance(said, dict) else Given(**{"": said})
    except (ValueError, TypeError) as error:
        raise NoFile("mapping_bad", file=name, why=str(error)) from error


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise NoFile("no_file", file=name) from error
    except OSError as error:
        raise NoFile("unreadable_file", file=name, why=error.strerror or str(error)) from error


def _take(store: Store, found: Preview, chosen: argparse.Namespace) -> tuple[dict[str, Any], str, bool]:
    """Import one previewed file; returns its JSON, its sentence, and whether it was refused."""
    counts = {"file": found.name, "accepted": found.accepted, "new": found.new, "changed": found.changed,
              "same": found.same, "count": len(found.errors)}  # fmt: skip
    if chosen.dry_run:
        found.effect = rehearse(store, found, chosen.skip_bad)
        bad = bool(found.errors and not chosen.skip_bad) or not found.accepted
        return import_json(found, None, chosen.lang), t("cli.dry", chosen.lang, **counts), bad
    try:
        upload = commit(store, found, chosen.by, chosen.skip_bad)
    except Refused:
        return import_json(found, None, chosen.lang), t("cli.refused", chosen.lang, **counts), True
    print(f"ACK {upload}", file=sys.stderr, flush=True)
    key = "cli.no_op" if found.no_op == upload else "cli.imported"
    sentence = t(key, chosen.lang, upload=upload, skipped=len(found.left_out), **counts)
    return import_json(found, upload, chosen.lang), sentence, False


def _uploads(store: Store, chosen: argparse.Namespace) -> int:
    rows = [upload.as_json() for upload in uploads(store)]
    _say(
        chosen,
        rows,
        "\n".join(f"{r['upload']:>5}  {r['at']}  {'+' if r['stands'] else '-'}  {r['file']}" for r in rows),
    )
    return DONE


def _undo(store: Store, chosen: argparse.Namespace) -> int:
    keys = turn(store, chosen.upload, chosen.by)
    _say(chosen, {"upload": chosen.upload, "keys_restored": keys},
         t("cli.undone", chosen.lang, upload=chosen.upload, keys=keys))  # fmt: skip
    return DONE


# What reads a board needs statistics, and scipy takes half a second to load: an import does not wait for it.
def _board(store: Store, chosen: argparse.Namespace) -> int:
    from kpi_core.reports import documents as views

    document = views.board_json(store, chosen.unit, chosen.period, chosen.span, chosen.lang)
    _say(chosen, document, views.board_text(document, chosen.lang))
    return DONE


def _departments(store: Store, chosen: argparse.Namespace) -> int:
    from kpi_core.reports import documents as views

    document = views.departments_json(store, chosen.unit, chosen.period, chosen.span, chosen.lang)
    _say(chosen, document, views.departments_text(document))
    return DONE


def _trend(store: Store, chosen: argparse.Namespace) -> int:
    from kpi_core.reports.trend import trend_json, trend_text

    document = trend_json(store, chosen.unit, chosen.kpi, chosen.period, chosen.lang)
    _say(chosen, document, trend_text(document, chosen.lang))
    return DONE


def _import_ratings(store: Store, chosen: argparse.Namespace) -> int:
    from kpi_core.reports import forces

    documents, refused = [], False
    for name in chosen.files:
        title = chosen.round or Path(name).stem
        asked = forces.Asked(Path(name).name, title, chosen.subject, chosen.month, chosen.by, chosen.dry_run)
        document, lines, bad = forces.import_ratings(store, _bytes(name), asked, chosen.lang)
        documents.append(document)
        refused |= bad
        if not chosen.json:
            print("\n".join(lines), file=sys.stderr if bad else sys.stdout)
        elif not bad and not chosen.dry_run:
            print(f"ACK {document['round']}", file=sys.stderr, flush=True)
    if chosen.json:
        _say(chosen, documents[0] if len(documents) == 1 else documents, "")
    return REFUSED if refused else DONE


def _forces(store: Store, chosen: argparse.Namespace) -> int:
    from kpi_core.reports import forces

    document = forces.forces_json(store, chosen.survey, chosen.beside, chosen.lang)
    _say(chosen, document, forces.forces_text(document))
    return DONE


def _verify(store: Store, chosen: argparse.Namespace) -> int:
    wrong = [{"code": code, "message": t(f"verify.{code}", chosen.lang, **values)} for code, values in verify(store)]
    text = "\n".join(w["message"] for w in wrong) or t("verify.fine", chosen.lang)
    _say(chosen, {"sound": not wrong, "problems": wrong}, text)
    return REFUSED if wrong else DONE


def _backup(store: Store, chosen: argparse.Namespace) -> int:
    size = backup(store, Path(chosen.file))
    _say(chosen, {"file": chosen.file, "size": size}, t("cli.backed_up", chosen.lang, file=chosen.file, size=size))
    return DONE


def _restore(chosen: argparse.Namespace) -> int:
    if not Path(chosen.file).exists():
        raise NoFile("no_file", file=chosen.file)
    restore(Path(chosen.file), chosen.store or DEFAULT_STORE)
    _say(chosen, {"restored": chosen.file}, t("cli.restored", chosen.lang, file=chosen.file))
    return DONE


def _demo(store: Store, chosen: argparse.Namespace) -> int:
    count = load_demo(store)
    _say(chosen, {"uploads": count}, t("cli.demo", chosen.lang, uploads=count))
    return DONE


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "import": _with_store(_import),
    "uploads": _with_store(_uploads),
    "undo": _with_store(_undo),
    "board": _with_store(_board),
    "departments": _with_store(_departments),
    "trend": _with_store(_trend),
    "forces": _with_store(_forces),
    "verify": _with_store(_verify),
    "backup": _with_store(_backup),
    "restore": _restore,
    "demo": _with_store(_demo, DEMO_STORE),
}
