"""Where a verb's words go and its files come from, its exit code, and how a refusal is said."""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import UnknownScope
from kpi_core.review.settings import BadSetting
from kpi_core.store import StoreError
from kpi_core.text.problems import error_sentence

DONE, FAULT, REFUSED = 0, 1, 2


class CannotRun(Refusal):
    """A command that cannot be carried out; `exit_code` is the program's."""

    exit_code = REFUSED


class NoFile(CannotRun):
    """A file named on the command line cannot be read."""


@dataclass(frozen=True)
class Terminal:
    """Two streams of text; `read` gives the bytes of a file by its name (raises NoFile); names of files that are
    written start at `folder`.

    A verb prints, reads and writes in no other way: a server runs verbs in threads, where sys.stdout and the
    current folder are everybody's.
    """

    out: TextIO
    err: TextIO
    read: Callable[[str], bytes]
    folder: Path

    def say(self, chosen: argparse.Namespace, document: object, text: str, bad: bool = False) -> None:
        """The document where JSON was asked for, else the text; what is `bad` goes to the second stream."""
        if chosen.json:
            print(json.dumps(document, ensure_ascii=False, allow_nan=False, default=str), file=self.out)
        elif text:
            print(text, file=self.err if bad else self.out)

    def acknowledge(self, number: object) -> None:
        """Say that an upload (or round) has been committed; called only after it was."""
        print(f"ACK {number}", file=self.err, flush=True)


Verb = Callable[[argparse.Namespace, Terminal], int]


def exit_code(verb: Verb, chosen: argparse.Namespace, terminal: Terminal) -> int:
    """Run a verb; a refusal becomes one sentence and its exit code."""
    try:
        return verb(chosen, terminal)
    except (StoreError, UnknownScope, BadSetting, CannotRun) as error:
        sentence = error_sentence(error.code, error.values, chosen.lang)
        terminal.say(chosen, {"error": {"code": error.code, "message": sentence}}, sentence, bad=True)
        return error.exit_code if isinstance(error, CannotRun) else REFUSED
