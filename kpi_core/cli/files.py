"""Files named on the command line: one by one, by folder or by pattern."""

import glob
import os
from pathlib import Path

from kpi_core.cli.terminal import NoFile

ENDINGS = (".csv", ".tsv", ".txt", ".xls", ".xlsx")


class ReadFile(str):
    """An argument that names a file which the verb reads; beside a server its bytes are sent along."""


def expand(names: list[ReadFile]) -> tuple[list[ReadFile], bool]:
    """The files that these names mean, in their order, and whether they are a list (several, a folder, a pattern).

    A folder means the tables in it (ENDINGS; not hidden, not in folders below), a pattern that no shell has
    replaced the files that fit it, both sorted by name. Raises NoFile for a name without any file.
    """
    found, several = [], len(names) > 1
    for name in names:
        files = _meant(name)
        several |= files is not None
        found += [name] if files is None else [ReadFile(file) for file in sorted(files)]
    return found, several


def _meant(name: str) -> list[Path] | None:
    """The files of a folder or a pattern; None for a name that is a file's own."""
    if os.path.isdir(name):
        try:
            files = [file for file in Path(name).iterdir() if file.suffix.lower() in ENDINGS and _is_shown(file)]
        except OSError as error:
            raise NoFile("unreadable_file", file=str(name), why=error.strerror or str(error)) from error
    elif not _is_missing(name):
        return None
    elif any(sign in name for sign in "*?["):
        files = [file for file in map(Path, glob.glob(name)) if _is_shown(file)]
    else:
        raise NoFile("no_file", file=str(name))
    if not files:
        raise NoFile("no_files", file=str(name), endings=" ".join(f"*{ending}" for ending in ENDINGS))
    return files


def _is_missing(name: str) -> bool:
    try:
        os.stat(name)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False  # it is there: reading it will say what is wrong
    return False


def _is_shown(file: Path) -> bool:
    """Whether it is a file and not hidden; `~$` marks the note that Excel keeps beside an open workbook."""
    return not file.name.startswith((".", "~$")) and file.is_file()


def read_file(name: str) -> bytes:
    """The bytes of a file. Raises NoFile."""
    try:
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise NoFile("no_file", file=str(name)) from error
    except OSError as error:
        raise NoFile("unreadable_file", file=str(name), why=error.strerror or str(error)) from error
