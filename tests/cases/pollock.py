"""The reader against the Pollock benchmark: its simple score on the given files, pandas and DuckDB beside it.

python -m tests.cases.pollock
Prints one JSON line per file where any of the three loses points, then one with the three totals (mean of at most 10).

The measure is `pollock/metrics.py` of github.com/HPI-Information-Systems/Pollock (commit c4533b2c; G. Vitagliano, M. Hameed,
L. Jiang, L. Reisener, E. Wu, F. Naumann: Pollock: A Data Loading Benchmark, VLDB 2023): per file 1 for loading at all, and
precision, recall and F1 of header cells, records and cells as multisets. pandas is told the dialect, as `sut/pandas/panda.py`
does, and the separator as well, as its published figures suggest; DuckDB finds it, as `sut/duckdbauto/duck-bench.py` does; our reader is given bytes and nothing else.

Three conventions. A file without anything in it: who says that it is empty has loaded it, whoever that is (the benchmark
counts an exception of pandas there as a failure; ours is one as well). A header of several rows is written as one with a
blank between, as the benchmark's clean files do. Of tables one below another the first is compared, which is what the clean
files hold; the product reads on where the header is the same and names the lines of any other table. Blanks around cells are
no content to our reader; they are compared as it gives them.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
from dateutil import parser as dates

from kpi_core.intake import Unreadable
from kpi_core.intake.grid import read_tables

CASES = Path(__file__).parents[3] / "shared" / "cases"
FILES = CASES / "pollock"
MEASURES = (
    "success",
    *(f"{what}_{how}" for what in ("header", "record", "cell") for how in ("precision", "recall", "f1")),
)
Rows = list[list[str]]


class _Dates(dates.parserinfo):
    JUMP = (" ", ".", ",", ";", "-", "/", "'")


def attain(path: Path) -> Rows:
    """Our rows: the header of the first table in the file, and its records."""
    try:
        first = read_tables(path.read_bytes())[0]
    except Unreadable as error:
        if error.problems[0].code == "empty_file":
            return []
        raise
    head = [" ".join(texts) for texts in zip(*(record.cells for record in first.head), strict=True)]
    return [head, *(record.cells for record in first.body)]


def pandas(path: Path) -> Rows:
    """What pandas reads when it is told encoding, quote, escape and line end."""
    told = _told(path)
    other: dict[str, str | bool] = {"sep": told["delimiter"][:1] or ","}
    if (told["quotechar"] or '"') != '"':
        other["quotechar"] = told["quotechar"]
    if (told["escapechar"] or '"') != (told["quotechar"] or '"'):
        other |= {"escapechar": told["escapechar"], "doublequote": False}
    if told["row_delimiter"] not in ("\r\n", ""):
        other["lineterminator"] = told["row_delimiter"][0]
    try:
        frame = pd.read_csv(path, dtype=object, on_bad_lines="skip", engine="c", encoding=told["encoding"], **other)
    except pd.errors.EmptyDataError:
        return []
    return _written(frame)


def duckdb_auto(path: Path) -> Rows:
    """What DuckDB reads by itself."""
    with duckdb.connect() as connection:
        return _written(connection.read_csv(str(path), strict_mode=False, ignore_errors=True, null_padding=True).df())


READERS: dict[str, Callable[[Path], Rows]] = {"attain": attain, "pandas": pandas, "duckdb_auto": duckdb_auto}


def _told(path: Path) -> dict[str, str]:
    with (CASES / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["file"] == f"pollock/csv/{path.name}")
    # The notes are the benchmark's parameters as JSON, some of them cut off at their end.
    return {key: json.loads(value) for key, value in re.findall(r'"(\w+)": ("(?:[^"\\]|\\.)*")', row["notes"])}


def _written(frame: pd.DataFrame) -> Rows:
    return list(csv.reader(io.StringIO(frame.to_csv(index=False), newline="")))


def score(clean: Rows, loaded: Rows) -> dict[str, float]:
    """The ten measures of one file that could be loaded."""
    if not clean:
        return dict.fromkeys(MEASURES, 1.0)
    normal = [list(map(normalised, row)) for row in clean]
    found = [list(map(normalised, row)) for row in loaded]
    header = _three(normal[0], found[0] if found else [])
    records = _three(["".join(row) for row in normal[1:]], ["".join(row) for row in found[1:]])
    cells = _three([cell for row in clean for cell in row], [cell for row in loaded for cell in row])
    return dict(zip(MEASURES, (1.0, *header, *records, *cells), strict=True))


def _three(clean: list[str], loaded: list[str]) -> tuple[float, float, float]:
    """Shared of all clean ones, shared of all loaded ones, and their harmonic mean."""
    shared = (Counter(clean) & Counter(loaded)).total()
    if not clean:
        return 1.0, 1.0, 1.0
    if not shared:
        return 0.0, 0.0, 0.0
    first, second = shared / len(clean), shared / len(loaded)
    return first, second, 2 * first * second / (first + second)


def normalised(cell: str) -> str:
    """A cell so that one number, time, date or price written in two ways is the same.

    Of the original's price parser this has the plain signs of currency, which are all that the given files hold.
    """
    if not cell.strip():
        return cell.lower()
    for kind in (_flag, int, float, _time, _date, _price):
        try:
            return str(kind(cell))
        except (ValueError, OverflowError, TypeError):
            continue
    return cell.lower()


def _flag(cell: str) -> str:
    if cell.lower() in ("true", "false") and cell != cell.upper():
        return "1" if cell.lower() == "true" else "0"
    if int(cell) not in (0, 1):
        raise ValueError(cell)
    return cell if cell in ("0", "1") else str(bool(int(cell)))


def _time(cell: str) -> str:
    match = re.fullmatch(r"(\d{1,2})([: ])([0-5]?\d)(?:\2([0-5]?\d))?h?", cell)
    if not match or int(match[1]) > 23:
        raise ValueError(cell)
    return f"{int(match[1]):02d}:{int(match[3]):02d}:{int(match[4] or 0):02d}"


def _date(cell: str) -> str:
    return str(dates.parse(cell, parserinfo=_Dates()))


def _price(cell: str) -> str:
    sign = re.search(r"[$€£¥￥]", cell)
    amount = re.search(r"([.]?\d[\d\s.,']*)\s*?(?:[^%\d]|$)", re.sub(r"\s+", " ", cell))
    if not sign or not amount:
        raise ValueError(cell)
    text = amount[1].rstrip(",.").replace("'", "").replace(" ", "")
    decimal = re.search(r"([.,])(?:\d{1,2}|\d{4,})$", text)
    for other in {".", ","} - {decimal[1] if decimal else ""}:
        text = text.replace(other, "")
    return f"{sign[0]}{float(text.replace(',', '.'))}"


def scores() -> dict[str, dict[str, float]]:
    """file -> reader -> points of at most 10; 0 for a reader that fails on it."""
    found: dict[str, dict[str, float]] = {}
    for path in sorted((FILES / "csv").glob("*.csv")):
        clean = list(csv.reader(io.StringIO((FILES / "clean" / path.name).read_text("utf-8-sig"), newline="")))
        found[path.name] = {name: _points(reader, path, clean) for name, reader in READERS.items()}
    return found


def _points(reader: Callable[[Path], Rows], path: Path, clean: Rows) -> float:
    try:
        loaded = reader(path)
    except Exception:  # whatever a reader fails with counts as in the benchmark
        return 0.0
    return sum(score(clean, loaded).values())


def totals(found: dict[str, dict[str, float]]) -> dict[str, float]:
    """reader -> mean of its points over all files."""
    return {name: sum(points[name] for points in found.values()) / len(found) for name in READERS}


def main() -> None:
    """Print files with a loss and the totals, one JSON document a line."""
    found = scores()
    for file, points in found.items():
        if min(points.values()) < 10 - 1e-9:
            print(json.dumps({"file": file, **{name: round(value, 3) for name, value in points.items()}}))
    print(json.dumps({"files": len(found), **{name: round(value, 3) for name, value in totals(found).items()}}))


if __name__ == "__main__":
    main()
