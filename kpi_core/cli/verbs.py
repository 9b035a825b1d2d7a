"""The verbs of the command line, each on an open store; `restore` alone works on a closed one."""

from argparse import Namespace
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from kpi_core.cli.settings import settings_verb
from kpi_core.cli.taking import take_in
from kpi_core.cli.terminal import DONE, REFUSED, CannotRun, NoFile, Terminal
from kpi_core.review.commit import turn
from kpi_core.review.demo import load_demo
from kpi_core.review.history import uploads
from kpi_core.review.scope import fiscal_start, period_by_text, periods
from kpi_core.review.upkeep import anchor_beside, as_usual, backup, prove, restore, sealed_since
from kpi_core.store import Store
from kpi_core.text import t


def _uploads(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    rows = [upload.as_json() for upload in uploads(store)]
    lines = (f"{r['upload']:>5}  {r['at']}  {'+' if r['stands'] else '-'}  {r['file']}" for r in rows)
    terminal.say(chosen, rows, "\n".join(lines))
    return DONE


def _undo(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    keys = turn(store, chosen.upload, chosen.by)
    sentence = t("cli.undone", chosen.lang, upload=chosen.upload, keys=keys)
    terminal.say(chosen, {"upload": chosen.upload, "keys_restored": keys}, sentence)
    return DONE


# What reads a board needs statistics, and scipy takes half a second to load: an import does not wait for it.
def _board(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    from kpi_core.reports import documents as views

    document = views.board_json(store, chosen.unit, chosen.period, chosen.span, chosen.lang)
    terminal.say(chosen, document, views.board_text(document, chosen.lang))
    return DONE


def _departments(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    from kpi_core.reports import documents as views

    document = views.departments_json(store, chosen.unit, chosen.period, chosen.span, chosen.lang)
    terminal.say(chosen, document, views.departments_text(document))
    return DONE


def _trend(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    from kpi_core.reports.trend import trend_json, trend_text

    document = trend_json(store, chosen.unit, chosen.kpi, chosen.period, chosen.lang)
    terminal.say(chosen, document, trend_text(document, chosen.lang))
    return DONE


def _forces(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    from kpi_core.reports import forces

    document = forces.forces_json(store, chosen.survey, chosen.beside, chosen.lang)
    terminal.say(chosen, document, forces.forces_text(document))
    return DONE


def _verify(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    """The proof makes the results again in a transaction of its own, so no page may write meanwhile."""
    place = terminal.folder / chosen.anchor if chosen.anchor else None
    with nullcontext() if store.read_only else store.standing_still():
        found, anchor = prove(store, place)
    wrong = [{"code": code, "message": t(f"verify.{code}", chosen.lang, **values)} for code, values in found]
    text = "\n".join(w["message"] for w in wrong) or t("verify.fine", chosen.lang)
    document: dict[str, object] = {"sound": not wrong, "problems": wrong}
    if anchor is not None:
        document |= {"anchor": chosen.anchor, "row": anchor.seq}
        text += "\n" + t("verify.anchored", chosen.lang, file=chosen.anchor, row=anchor.seq)
    if (since := sealed_since(store)) is not None:
        row, moment = since[0], f"{since[1]:%Y-%m-%d %H:%M}"
        document["sealed_since"] = {"row": row, "moment": moment}
        text += "\n" + t("verify.sealed_late", chosen.lang, row=row, moment=moment)
    terminal.say(chosen, document, text)
    return REFUSED if wrong else DONE


def _export(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    from kpi_core.reports.exports import ENDINGS, TooLong, ending_of, export_file

    ending = ending_of(chosen.file)
    if not ending:
        raise CannotRun("export_ending", file=chosen.file, endings=" ".join(f".{name}" for name in ENDINGS))
    days = [period_by_text(periods(store), text, fiscal_start(store)).first if text else None
            for text in (chosen.since, chosen.until)]  # fmt: skip
    target = terminal.folder / chosen.file
    new = not target.exists()
    try:
        data = export_file(store, chosen.table, ending, chosen.lang, *days)
        target.write_bytes(data)
        if new:
            as_usual(target)
    except TooLong as error:
        raise CannotRun(error.code, **error.values) from error
    except OSError as error:
        raise CannotRun("unwritable_file", file=chosen.file, why=error.strerror or str(error)) from error
    sentence = t("cli.exported", chosen.lang, file=chosen.file, table=t(f"export.table_{chosen.table}", chosen.lang))
    terminal.say(chosen, {"file": chosen.file, "table": chosen.table, "size": len(data)}, sentence)
    return DONE


def _backup(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    target = terminal.folder / chosen.file
    if target.resolve() == Path(store.place):
        raise CannotRun("backup_onto_itself", file=chosen.file)
    size = backup(store, target)
    anchor = str(anchor_beside(Path(chosen.file)))
    sentence = t("cli.backed_up", chosen.lang, file=chosen.file, size=size, anchor=anchor)
    terminal.say(chosen, {"file": chosen.file, "size": size, "anchor": anchor}, sentence)
    return DONE


def _demo(store: Store, chosen: Namespace, terminal: Terminal) -> int:
    count = load_demo(store)
    terminal.say(chosen, {"uploads": count}, t("cli.demo", chosen.lang, uploads=count))
    return DONE


def restored(chosen: Namespace, terminal: Terminal) -> int:
    """Put a copy in the store's place. Raises NoFile, and StoreLocked while anybody holds the store."""
    source = Path(chosen.file)
    try:
        with source.open("rb"):
            pass
    except FileNotFoundError as error:
        raise NoFile("no_file", file=chosen.file) from error
    except OSError as error:
        raise NoFile("unreadable_file", file=chosen.file, why=error.strerror or str(error)) from error
    if source.resolve() == Path(chosen.store.removeprefix("duckdb:///")).resolve():
        raise CannotRun("restore_onto_itself", file=chosen.file)
    kept = restore(source, chosen.store)
    sentence = t("cli.restored" if kept is None else "cli.restored_over", chosen.lang, file=chosen.file, kept=kept)
    terminal.say(chosen, {"restored": chosen.file, "kept": None if kept is None else str(kept)}, sentence)
    return DONE


VERBS: dict[str, Callable[[Store, Namespace, Terminal], int]] = {
    "import": take_in,
    "uploads": _uploads,
    "undo": _undo,
    "board": _board,
    "departments": _departments,
    "trend": _trend,
    "forces": _forces,
    "settings": settings_verb,
    "verify": _verify,
    "export": _export,
    "backup": _backup,
    "demo": _demo,
}
