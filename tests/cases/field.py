"""What the importer makes of the 73 files that people brought, against what a person reads in them.

python -m tests.cases.field
Prints file, expected, got; a line that does not hold begins with `!`; the counts come last.

`expected.csv` beside the files says what is right for each: facts, ask or refuse, some of its figures, and in a note what
else would be right. `field_facts.csv` here holds every figure that a person reads in them, read by hand (`|` parts readings
that are both right, a department after `?` is a line that may be left out). A figure that would be stored and is not among
them without a word is *silently wrong*, whatever else happens. `field_rules.py` holds the notes as rules.
"""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kpi_core.intake import fold, parse_period
from kpi_core.review.upload import Given, Preview, preview
from kpi_core.store import open_store
from kpi_core.text.problems import problem_sentence
from tests.cases.field_rules import ANSWERS, CHECKS, MATTERS, Matter

FOLDER = Path(__file__).parents[3] / "shared" / "cases" / "field"
READ_BY_HAND = Path(__file__).with_name("field_facts.csv")
# (department, kpi, (grain, first day)) -> actual, target: what one line would store.
Stored = list[tuple[str, str, tuple[str, object], float, float]]


@dataclass(frozen=True)
class Expected:
    """What is right for one file: facts, ask or refuse, with how many lines, what the index shows of them, and its note."""

    file: str
    outcome: str
    accepted: int | None
    shown: list[dict[str, str]]
    note: str
    family: str


@dataclass(frozen=True)
class Outcome:
    """One file: what is said of it, what came, whether that holds; `verdict` is right, asked, refused or silently wrong."""

    file: str
    expected: str
    got: str
    holds: bool
    verdict: str


def expected(folder: Path = FOLDER) -> list[Expected]:
    """The files in the order of their index."""
    found: dict[str, list[dict[str, str]]] = {}
    with (folder / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], []).append(row)
    return [
        Expected(
            name, rows[0]["outcome"], int(rows[0]["accepted_rows"]) if rows[0]["accepted_rows"] else None,
            [row for row in rows if row["kpi"]], rows[0]["note"], rows[0]["family"],
        )
        for name, rows in found.items()
    ]  # fmt: skip


@cache
def read_by_hand(path: Path = READ_BY_HAND) -> dict[str, list[dict[str, str]]]:
    """file -> every figure that a person reads in it."""
    found: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], []).append(row)
    return found


def outcomes(folder: Path = FOLDER, by_hand: Path = READ_BY_HAND) -> list[Outcome]:
    """What came of every file."""
    return [outcome(row, folder, by_hand) for row in expected(folder)]


def outcome(row: Expected, folder: Path = FOLDER, by_hand: Path = READ_BY_HAND) -> Outcome:
    """What came of one file in an empty store, and where it was asked about, what came of the obvious answer."""
    store = open_store(":memory:")
    try:
        data = (folder / row.file).read_bytes()
        found = preview(store, row.file, data)
        facts = read_by_hand(by_hand).get(row.file, [])
        matter = MATTERS.get(row.file, Matter())
        verdict, why = judged(row, found, facts, matter)
        if not why and row.file in CHECKS and (not matter.names or matter.unnamed(told(found, unused=False))):
            why = CHECKS[row.file](store, found)
            verdict = "silently wrong" if why and not found.errors else verdict
        if not why and found.errors and row.file in ANSWERS:
            answered = preview(store, row.file, data, given=ANSWERS[row.file])
            why = beside(facts, answered) or without(facts, answered) or _errors(answered)
            why = why and f"answered: {why}"
    finally:
        store.close()
    said = f"{row.outcome} {row.accepted if row.accepted is not None else ''} {row.note}"
    return Outcome(row.file, said, "; ".join(filter(None, (why, _got(found)))), not why, verdict)


def judged(row: Expected, found: Preview, facts: list[dict[str, str]], matter: Matter) -> tuple[str, str]:
    """The verdict on a preview, and why it does not hold ("" where it does)."""
    strange = beside(facts, found)
    if found.errors:
        verdict = "asked" if found.accepted else "refused"
        if row.outcome == "facts" and not matter.asking:
            return verdict, "should have been read"
        unnamed = matter.unnamed(told(found, unused=False))
        few = len(stored(found)) < matter.least
        return verdict, strange or (f"nothing names {unnamed}" if unnamed else "few lines read" if few else "")
    if found.kind != "facts" or not stored(found):
        return "silently wrong", "taken in without a figure"
    wrong = strange or without(facts, found)
    if wrong:
        return "silently wrong", wrong
    least = sum(not fact["department"].startswith("?") for fact in facts)
    if row.outcome == "facts" and row.accepted is not None and not least <= found.accepted <= len(facts):
        return "silently wrong", f"{found.accepted} lines instead of {row.accepted}"
    if row.outcome != "facts" and not matter.quietly and matter.unnamed(told(found)):
        return "silently wrong", "without a word"
    return ("asked" if any(matter.named(told(found, unused=False))) else "right"), ""


def stored(found: Preview) -> Stored:
    """What a preview would store: a rate of numerator and denominator as their quotient, in points where it is a percentage."""
    reading = found.reading
    if reading is None:
        return []
    lines: Stored = []
    for at in reading.kept.nonzero()[0].tolist():
        value = {name: float(column[at]) for name, column in reading.values.items()}
        actual, over = value.get("actual", math.nan), value.get("denominator", math.nan)
        if math.isnan(actual) and over:
            points = 100 if reading.said.get("measure", {}).get(int(reading.kpi[at])) == "%" else 1
            actual = points * value.get("numerator", math.nan) / over
        target = value.get("target", math.nan)
        unit, kpi = "/".join(reading.units[reading.unit[at]]), reading.kpis[reading.kpi[at]]
        # A line of which nothing is kept but its key would store nothing.
        if any(not math.isnan(number) for number in (*value.values(),)):
            lines.append((unit, kpi, reading.spans[reading.span[at]], actual, target))
    return lines


def told(found: Preview, unused: bool = True) -> list[str]:
    """Everything that a preview says to a person: its problems in both languages, what it left out, and columns not used."""
    said = [problem_sentence(problem, lang) for problem in found.problems for lang in ("en", "zh")]
    said += [f"{name}: {count}" for name, count in found.notes.items()]
    return said + (found.unused if unused else [])


def same(fact: dict[str, str], line: tuple[str, str, tuple[str, object], float, float]) -> bool:
    """Whether a line says what stands in the file."""
    unit, kpi, span, *numbers = line
    spans = [parse_period(text) for text in fact["period"].split("|")]
    return (
        fold(unit) in [fold(name) for name in fact["department"].lstrip("?").split("|")]
        and fold(kpi) in [fold(name) for name in fact["kpi"].split("|")]
        and span in spans
        and all(_number(fact[name], number) for name, number in zip(("actual", "target"), numbers, strict=True))
    )


def _number(text: str, number: float) -> bool:
    if not text:
        return math.isnan(number)
    return any(math.isclose(float(one), number, rel_tol=1e-9, abs_tol=1e-9) for one in text.split("|"))


def beside(facts: list[dict[str, str]], found: Preview) -> str:
    """The first line that would be stored and that nobody reads in the file."""
    wrong = [line for line in stored(found) if not any(same(fact, line) for fact in facts)]
    return f"would store {_line(wrong[0])}" if wrong else ""


def without(facts: list[dict[str, str]], found: Preview) -> str:
    """The first figure that stands in the file and would not be stored."""
    lines = stored(found)
    lost = [
        fact for fact in facts
        if not fact["department"].startswith("?") and not any(same(fact, line) for line in lines)
    ]  # fmt: skip
    return f"lost {' '.join(list(lost[0].values())[1:])}" if lost else ""


def _line(line: tuple[str, str, tuple[str, object], float, float]) -> str:
    unit, kpi, (grain, first), actual, target = line
    return f"{unit or 'the company'} {kpi} {grain} {first} {actual:g} {target:g}"


def _errors(found: Preview) -> str:
    return f"{found.errors[0].code} {found.errors[0].value}" if found.errors else ""


def _got(found: Preview) -> str:
    lines = f"{found.accepted} lines of {found.opened.layout if found.opened else found.kind}" if found.accepted else ""
    refused = [f"{p.code} {p.line} {p.column} {p.value}".replace("\n", " ") for p in found.errors[:1]]
    warned = sorted({p.code for p in found.problems if p.warning})
    return "; ".join(filter(None, (lines, *refused, ", ".join(warned))))


def counts(found: Iterable[Outcome]) -> dict[str, int]:
    """How many files of each verdict."""
    verdicts = [outcome.verdict for outcome in found]
    return {verdict: verdicts.count(verdict) for verdict in ("right", "asked", "refused", "silently wrong")}


def main() -> None:
    """Print the table."""
    found = outcomes()
    for outcome in found:
        sign = " " if outcome.holds else "!"
        print(f"{sign} {outcome.file:<38.38} | {outcome.expected:<60.60} | {outcome.verdict:<8} | {outcome.got}")
    print(f"{sum(outcome.holds for outcome in found)} of {len(found)} hold:", counts(found))


if __name__ == "__main__":
    main()


__all__ = ["Expected", "Given", "Outcome", "beside", "counts", "expected", "outcome", "outcomes", "stored", "without"]
