"""`import`: files taken in, one transaction each."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from kpi_core.cli.telling import given_by
from kpi_core.cli.terminal import DONE, REFUSED, NoFile, Terminal
from kpi_core.reports.effects import VANISHING, effect_lines
from kpi_core.reports.imports import import_json, problem_lines, sitting_lines, withdrawn_lines
from kpi_core.review.commit import Refused, Stale, commit, rehearse
from kpi_core.review.questions import counted
from kpi_core.review.remembered import remembered
from kpi_core.review.sitting import clashes, state_of
from kpi_core.review.upload import Given, Preview, preview
from kpi_core.store import Store
from kpi_core.text import t

_SHOWN = 200
# What came of one file: its JSON, its sentences, and whether it was refused.
Taken = tuple[dict[str, Any], list[str], bool]


def take_in(store: Store, chosen: argparse.Namespace, terminal: Terminal) -> int:
    """Import the chosen files one after the other; a refused one does not stop the others."""
    ratings = chosen.kind == "ratings"
    given = Given() if ratings else given_by(chosen, terminal)
    documents, sitting, refused = [], list[Preview](), False
    for name in chosen.files:
        if ratings:
            document, lines, bad = _ratings(store, name, chosen, terminal)
        else:
            found, (document, lines, bad) = _data(store, name, given, chosen, terminal)
            sitting += [found] if chosen.dry_run else []
        documents.append(document)
        refused |= bad
        if not chosen.json:
            terminal.say(chosen, None, "\n".join(lines), bad)
    if ratings and not chosen.keep_open:
        _close_rounds(store, documents, chosen, terminal)
    if chosen.json:
        terminal.say(chosen, documents if chosen.several else documents[0], "")
    elif len(sitting) > 1:
        terminal.say(chosen, None, "\n".join(_together(sitting, chosen.lang)))
    return REFUSED if refused else DONE


def _together(sitting: list[Preview], lang: str) -> list[str]:
    """What was only looked at, as one list: each file with its state, twins and contradictions, and the sum."""
    first: dict[str, str] = {}
    twins = [t("cli.twice", lang, file=found.name, other=first[found.sha256]) for found in sitting
             if first.setdefault(found.sha256, found.name) != found.name]  # fmt: skip
    files = [(found.name, state_of(found)) for found in sitting]
    return [*twins, *sitting_lines(files, *clashes(sitting), lang)]


def _data(
    store: Store, name: str, given: Given, chosen: argparse.Namespace, terminal: Terminal
) -> tuple[Preview, Taken]:
    """Import one file of facts or a register; returns its preview, and its JSON, its sentences, and whether it was refused."""
    data = terminal.read(name)
    if chosen.layout == "remembered":
        given = _remembered(store, name, data, given)
    found = preview(store, Path(name).name, data, chosen.kind, given, chosen.mode)
    document, sentence, bad = take_one(store, found, chosen, terminal)
    lines = problem_lines(found, chosen.lang)
    ends = withdrawn_lines(found, chosen.lang) if chosen.dry_run else []
    moved = effect_lines(found.effect, chosen.lang) if found.effect is not None else []
    vanishing = moved if chosen.dry_run else [line for line in moved if line.startswith(VANISHING)]
    return found, (document, [*_few(lines, chosen.lang), *_few(ends, chosen.lang), *vanishing, sentence], bad)


def _few(lines: list[str], lang: str) -> list[str]:
    """The first lines, and how many more there are."""
    more = [t("cli.more", lang, count=len(lines) - _SHOWN)] if len(lines) > _SHOWN else []
    return lines[:_SHOWN] + more


def _remembered(store: Store, name: str, data: bytes, given: Given) -> Given:
    """What was said of the last table of this kind, and what is said now over it. Raises NoFile unless there is one way only."""
    ways = remembered(store, data)
    if len(ways) != 1:
        code = "remembered_several" if ways else "remembered_none"
        raise NoFile(code, file=Path(name).name, uploads=", ".join(str(way.upload_id) for way in ways))
    return replace(ways[0].given, **{field: value for field, value in vars(given).items() if value})


def take_one(
    store: Store, found: Preview, chosen: argparse.Namespace, terminal: Terminal
) -> tuple[dict[str, Any], str, bool]:
    """Commit one previewed file; returns its JSON, its sentence, and whether it was refused."""
    counts = {"file": found.name, "accepted": found.accepted, "new": found.new, "changed": found.changed,
              "same": found.same, "count": len(found.errors), "bad": counted(found.errors)[1]}  # fmt: skip
    if chosen.dry_run:
        found.effect = rehearse(store, found, chosen.skip_bad)
        bad = found.refuses(chosen.skip_bad)
        key = "cli.dry" if found.errors else "cli.dry_fine"
        return import_json(found, None, chosen.lang), t(key, chosen.lang, **counts), bad
    try:
        upload = commit(store, found, chosen.by, chosen.skip_bad, accept=chosen.accept_proposals)
    except Refused:
        key = "cli.refused" if found.accepted and not found.covers else "cli.refused_whole"
        return import_json(found, None, chosen.lang), t(key, chosen.lang, **counts), True
    except Stale as stale:
        stale.preview.effect = rehearse(store, stale.preview, chosen.skip_bad)
        return import_json(stale.preview, None, chosen.lang, stale=True), t("cli.stale", chosen.lang, **counts), True
    terminal.acknowledge(upload)
    key = "cli.no_op" if found.no_op == upload else "cli.imported"
    sentence = t(key, chosen.lang, upload=upload, skipped=len(found.left_out), **counts)
    if found.proposals:
        guessed = "cli.proposals_confirmed" if chosen.accept_proposals else "cli.proposals_open"
        sentence += "\n" + t(guessed, chosen.lang, count=len({proposal.kpi for proposal in found.proposals}))
    return import_json(found, upload, chosen.lang), sentence, False


def _close_rounds(
    store: Store, documents: list[dict[str, Any]], chosen: argparse.Namespace, terminal: Terminal
) -> None:
    """A round that these files opened is whole with them: it is closed, so that its results can be read."""
    from kpi_core.reports.forces import close_rounds

    for title in close_rounds(store, documents, chosen.by):
        if not chosen.json:
            terminal.say(chosen, None, t("cli.round_closed", chosen.lang, title=title))


def _ratings(store: Store, name: str, chosen: argparse.Namespace, terminal: Terminal) -> Taken:
    """Import one file of ratings into its round."""
    from kpi_core.reports import forces

    title = chosen.round or Path(name).stem
    asked = forces.Asked(Path(name).name, title, chosen.subject, chosen.month, chosen.by, chosen.dry_run)
    document, lines, bad = forces.import_ratings(store, terminal.read(name), asked, chosen.lang)
    if chosen.json and not bad and not chosen.dry_run:
        terminal.acknowledge(document["round"])
    return document, lines, bad
