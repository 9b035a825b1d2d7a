"""What people answered to the questions of a file: while it is read, and afterwards from the upload that was kept with it."""

import json
from dataclasses import dataclass

from kpi_core.intake import Given, lines_shown, numbered


@dataclass(frozen=True)
class Answer:
    """One answer: `what` is cell (written anew as `text`), keep, leave, lift (a percentage KPI times 100), name (`text` is
    meant), new (the name is a new one), or hidden_keep and hidden_leave (the rows and columns that a sheet hides).

    `key` is what it hangs on: a place (`3|实际值`), a KPI (`%|合格率`) or a name; `line` is 0 where there is none, `shown` as a
    person finds it.
    """

    what: str
    key: str
    line: int
    column: str
    text: str

    @property
    def shown(self) -> str:
        """The line as a person finds it: `3`, of several sheets `2!3`."""
        return lines_shown(self.key.partition("|")[0]) if self.line else ""


def answers_of(given: Given) -> list[Answer]:
    """Every answer by line; a cell written anew needs no word beside it that it is right."""
    found = [_placed("cell", key, text) for key, text in given.cells.items()]
    found += [
        _placed(what, key, "") for key, what in given.answers.items() if key not in given.cells or what == "leave"
    ]
    found += [Answer("name" if meant != name else "new", name, 0, name, meant) for name, meant in given.names.items()]
    found += [Answer(f"hidden_{given.hidden}", "hidden", 0, "", "")] if given.hidden else []
    return sorted(found, key=lambda answer: answer.line)


def _placed(what: str, key: str, text: str) -> Answer:
    place = key.partition("|")[0]
    # Of a sheet by its name the row alone is known here.
    line, column = numbered(key, []) if "!" not in place else numbered(key.rpartition("!")[2], [])
    return Answer(what, key, max(line, 0), column, text)


def given_of(layout: str) -> Given:
    """What was said of a file, from the layout that its upload keeps."""
    _, _, said = layout.partition("{")
    return Given(**json.loads("{" + said)) if said else Given()
