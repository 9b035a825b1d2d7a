"""What is told of a file on the command line: in a JSON file, as JSON, or in pairs such as `year=2024`."""

import argparse
import json
import re
from collections.abc import Iterable
from typing import Any

from kpi_core.cli.files import ReadFile
from kpi_core.cli.terminal import NoFile, Terminal
from kpi_core.review.upload import FIELDS, LAYOUTS, Given

# What each option may say.
_MAPPED: dict[str, type] = {"columns": dict, "fixed": dict, "sheet": str, "encoding": str, "separator": str, "header": int,
           "dates": str, "decimal": str, "hidden": str, "periods": str, "fiscal": str, "names": dict,
           "cells": dict, "answers": dict}  # fmt: skip
_ANSWERED: dict[str, type] = {"names": dict, "cells": dict, "answers": dict, "dates": str, "decimal": str,
           "hidden": str, "periods": str, "fiscal": str}  # fmt: skip
_SAID = {
    "answers": ("keep", "leave", "lift"),
    "dates": ("dmy", "mdy"),
    "decimal": (",", "."),
    "hidden": ("keep", "leave"),
    "periods": ("month", "year", "day"),
    "fiscal": tuple(str(month) for month in range(2, 13)),
}
_FIXED = ("department", "kpi", "period", "year", "measure")
# Lines (`3,4`, of several sheets `二月!3,二月!4`) that one answer holds for.
_LINES = re.compile(r"(?:[^,]*!)?\d+(?:,(?:[^,]*!)?\d+)*")
_IGNORED, _ITSELF = "ignore", "new"


def told(text: str) -> str:
    """An argument of --mapping or --answers: the name of a file (ReadFile), or what is told itself."""
    return text if is_told(text) else ReadFile(text)


def is_told(text: str) -> bool:
    """Whether an argument is what is told itself and no file's name: JSON, or `this=that`."""
    return text.lstrip().startswith("{") or ("=" in text and not text.lower().endswith(".json"))


def given_by(chosen: argparse.Namespace, terminal: Terminal) -> Given:
    """What --mapping, --answers and --layout say, one after the other. Raises NoFile."""
    said: dict[str, Any] = {}
    for texts, fields, paired in ((chosen.mapping, _MAPPED, _mapped), (chosen.answers, _ANSWERED, _answered)):
        for text in _listed(texts):
            if is_told(text) and not text.lstrip().startswith("{"):
                # A header may hold a sign of equality, an answer's word none.
                key, _, value = text.rpartition("=")
                read = paired(key.strip(), value.strip())
            else:
                read = _parsed(text, terminal)
            if not _fits(read, fields):
                raise NoFile("mapping_bad", file=str(text), why=", ".join(fields))
            for name, value in read.items():
                said[name] = {**said.get(name, {}), **value} if isinstance(value, dict) else value
    if chosen.layout in LAYOUTS:
        said["layout"] = chosen.layout
    return Given(**said)


def _listed(texts: str | list[str] | None) -> Iterable[str]:
    return [] if texts is None else [texts] if isinstance(texts, str) else texts


def _parsed(text: str, terminal: Terminal) -> Any:
    try:
        return json.loads(text if is_told(text) else terminal.read(text))
    except ValueError as error:
        raise NoFile("mapping_bad", file=str(text), why=str(error)) from error


def _mapped(key: str, value: str) -> dict[str, Any]:
    """`本月=actual` is a column, `year=2024` what holds for the whole table, `sheet=汇总` how to read."""
    if value in FIELDS or value == _IGNORED:
        return {"columns": {key: "" if value == _IGNORED else value}}
    if key in _FIXED:
        return {"fixed": {key: value}}
    if key == "header":
        return {"header": int(value) if value.isdigit() else value}
    if not value and key not in _MAPPED:
        return {"columns": {key: ""}}
    return {key: value}


def _answered(key: str, value: str) -> dict[str, Any]:
    """`3|实际值=keep` and `%|合格率=lift` are answers, `3,4|实际值=101` two cells, `采构部=采购部` a name, `dates=dmy` a reading."""
    if key in _SAID and key != "answers":
        return {key: value}
    if "|" not in key:
        return {"names": {key: key if value == _ITSELF else value}}
    lines, _, header = key.partition("|")
    several = lines.split(",") if _LINES.fullmatch(lines) else [lines]
    places = [f"{line.strip()}|{header}" for line in several]
    return {"answers" if value in _SAID["answers"] else "cells": dict.fromkeys(places, value)}


def _fits(read: Any, fields: dict[str, type]) -> bool:
    """Whether every field is one we know and of its type, and every map one of words to words."""
    return isinstance(read, dict) and all(
        type(value) is fields.get(name)
        and (not isinstance(value, dict) or all(isinstance(word, str) for word in value.values()))
        and (name not in _SAID or set(value.values() if isinstance(value, dict) else [value]) <= set(_SAID[name]))
        for name, value in read.items()
    )
