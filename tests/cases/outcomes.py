"""What the importer does with every case file beside the project, against what `index.csv` says a good one does.

python -m tests.cases.outcomes
Prints file, expected, got; a line that does not hold begins with `!`.
"""

import csv
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from kpi_core.review.upload import Given, Preview, preview
from kpi_core.store import open_store

CASES = Path(__file__).parents[3] / "shared" / "cases"
# Folders whose files are no KPI tables: published statistics, and tables for the low-level reader.
_OTHER = ("stats/", "pollock/", "pollock_survey/")
# What a person would answer where the file does not tell.
ANSWERS = {
    **{f"real_cn/cpi_{n}_prov.csv": Given(fixed={"kpi": "居民消费价格"}) for n in (2, 4, 6, 8)},
    "quirks/layout_wide_months.csv": Given(fixed={"year": "2024"}),
    "real/scot_hospital_10_-_ind_2.csv": Given(
        columns={"HospitalValue": "actual", "BoardValue": "", "NationalValue": ""},
        fixed={"department": "Hospital 10", "kpi": "A&E"},
    ),
}
# Lines taken in where the index gives another number or none, and why.
TAKEN = {
    "real_cn/cpi_0_national.csv": (528, "48 months x 11 KPIs"),
    "real_cn/cpi_2_prov.csv": (1488, "31 regions x 48 months"),
    "real_cn/cpi_4_prov.csv": (1488, "its 49th column has neither header nor value"),
    "real_cn/cpi_6_prov.csv": (1488, "31 regions x 48 months"),
    "real_cn/cpi_8_prov.csv": (1488, "31 regions x 48 months"),
    "quirks/layout_wide_months.csv": (23, "21 actuals, and two yearly targets kept with the year"),
    "quirks/num_negative_forms.csv": (5, "lines 3 and 5 are read as negative, which the index allows"),
    "quirks/period_forms_all.csv": (22, "the forms with a month, quarter, year or day of their own"),
    "quirks/period_mixed_granularity.csv": (5, "months, the quarter and the year, each kept apart"),
    "quirks/num_not_numbers.csv": (10, "ten words for missing keep their target; no word becomes a number"),
    "quirks/dup_conflict.csv": (11, "the two contradicting lines are refused"),
    "strings/naughty_departments_0.csv": (258, "two names are blank"),
    "strings/naughty_kpi_names_0.csv": (258, "two names are blank"),
    "quirks/dept_variants.csv": (8, "one department and three near names, each asked about"),
    "quirks/period_serial_2digit.csv": (4, "1, 60, 61 and 2958465 are refused by line"),
    "quirks/bad_ragged.csv": (10, "the two ragged lines are named"),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One file: what is said of it, what happened, whether that holds, seconds, and MiB the process grew by."""

    file: str
    expected: str
    got: str
    holds: bool
    seconds: float
    grown: float


def outcomes() -> list[Outcome]:
    """Every file of the index that an importer of KPI tables is asked about."""
    with (CASES / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if not row["file"].startswith(_OTHER) and not row["file"].endswith(".json")
        ]
    return [_outcome(row) for row in rows]


def _outcome(row: dict[str, str]) -> Outcome:
    name = row["file"]
    data = (CASES / name).read_bytes()
    store = open_store(":memory:")
    before, started = _memory(), time.perf_counter()
    found = preview(store, Path(name).name, data, given=ANSWERS.get(name, Given()))
    took, grown = time.perf_counter() - started, _memory() - before
    written = store.version
    store.close()
    return Outcome(name, row["expected"], _got(found), _holds(row, found) and not written, took, grown)


def _got(found: Preview) -> str:
    first = found.errors[0] if found.errors else None
    refused = (
        f"{len(found.errors)} refused, first {first.code} at line {first.line} {first.column}".strip() if first else ""
    )
    return "; ".join(
        part for part in (f"{found.accepted} lines of {found.layout}" if found.accepted else "", refused) if part
    )


def _holds(row: dict[str, str], found: Preview) -> bool:
    """Taken in as many as stated; or refused with a place, nothing of it acceptable."""
    if row["file"] in TAKEN:
        return found.accepted == TAKEN[row["file"]][0]
    count = int(row["expected_rows"]) if row["expected_rows"].isdigit() else 0
    if row["expected"].startswith("accept") and count:
        return found.accepted == count and not found.errors
    return not found.accepted and bool(found.errors)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    found = outcomes()
    for outcome in found:
        sign = " " if outcome.holds else "!"
        print(f"{sign} {outcome.file:<58.58} | {outcome.expected:<60.60} | {outcome.got} | {outcome.seconds:.2f} s")
    print(f"{sum(outcome.holds for outcome in found)} of {len(found)} hold")


if __name__ == "__main__":
    main()
