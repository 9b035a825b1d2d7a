"""What a new KPI probably is: what the file states of it, and what its name proposes, for a person to confirm (DESIGN 7)."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kpi_core.intake import Problem, Reading, RegisterLine, fold, problem
from kpi_core.intake.guesses import guess_aggregation, guess_direction
from kpi_core.review.names import Names
from kpi_core.store import kpi_defaults
from kpi_core.tables import MEAN_MEASURES


@dataclass(frozen=True)
class Proposal:
    """One field of a KPI as its name proposes it, and the word of the name that does; "" for a KPI that was there before."""

    kpi: str
    field: str
    value: str
    why: str = ""


@dataclass
class NewKpi:
    """A KPI the file would create: its name, the fields to be stated, and what is guessed of it; editable before the commit.

    `fields` is what the file tells and what a person set; of `guesses` (value, word of the name) holds what that leaves open.
    """

    code: int
    name: str
    fields: dict[str, str]
    guesses: dict[str, tuple[str, str]] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """All its register values, guesses and defaults included."""
        guessed = {which: value for which, (value, _) in self.guesses.items()}
        return kpi_defaults({**guessed, **self.fields, "name": self.name})

    def proposals(self) -> list[Proposal]:
        """What is guessed of it and nobody has told or changed."""
        told = set(self.fields) | ({"aggregation"} if self.fields.get("measure") in MEAN_MEASURES else set())
        return [Proposal(self.name, which, *guess) for which, guess in self.guesses.items() if which not in told]


def guesses_of(name: str) -> dict[str, tuple[str, str]]:
    """What a name proposes, by field: the value, and the word that says so."""
    found = {"direction": guess_direction(name), "aggregation": guess_aggregation(name)}
    return {which: guess for which, guess in found.items() if guess is not None}


def new_kpi(reading: Reading, code: int) -> NewKpi:
    """The KPI of this code with what the file states of it and what its name proposes."""
    name = reading.kpis[code]
    fields = {which: stated[code] for which, stated in reading.said.items() if code in stated}
    if "aggregation" not in fields and _has_denominators(reading, code):
        fields["aggregation"] = "ratio"
    return NewKpi(code, name, fields, guesses_of(name))


def proposed_directions(reading: Reading) -> list[str | None]:
    """The direction that each KPI's name proposes, None where it proposes none."""
    guesses = [guess_direction(name) for name in reading.kpis]
    return [guess[0] if guess else None for guess in guesses]


def _has_denominators(reading: Reading, code: int) -> bool:
    below = reading.values.get("denominator")
    return below is not None and bool((~np.isnan(below[reading.kpi == code])).any())


def proposed(reading: Reading, names: Names, codes: list[int]) -> tuple[list[NewKpi], list[Proposal]]:
    """The KPIs that a file would create, and what is still only guessed of those it found and does not tell either.

    `codes` are those of the KPIs it has figures of. Of what is guessed of a new one a warning stands at its first line.
    Denominators tell how a known KPI is combined of which that was guessed.
    """
    ids = names.kpi_ids(reading.kpis)
    new_kpis = [new_kpi(reading, code) for code in codes if ids[code] is None]
    reading.problems += _guess_problems(reading, [new for new in new_kpis if new.proposals()])
    for code in codes:
        if "aggregation" in names.guessed(reading.kpis[code]) and _has_denominators(reading, code):
            reading.said.setdefault("aggregation", {}).setdefault(code, "ratio")
    still = [
        Proposal(reading.kpis[code], which, value)
        for code in codes if ids[code] is not None
        for which, value in names.guessed(reading.kpis[code]).items() if code not in reading.said.get(which, {})
    ]  # fmt: skip
    return new_kpis, still


def _guess_problems(reading: Reading, guessed: list[NewKpi]) -> list[Problem]:
    if not guessed:
        return []
    codes, first = np.unique(reading.kpi[reading.kept], return_index=True)
    lines = dict(zip(codes.tolist(), reading.line[reading.kept][first].tolist(), strict=True))
    return [_warning(int(lines[new.code]), reading.headers.get("kpi", ""), new) for new in guessed]


def _warning(line: int, column: str, new: NewKpi) -> Problem:
    guesses = [(proposal.field, proposal.value) for proposal in new.proposals()]
    return problem(line, column, new.name, "definition_guessed", warning=True, kpi=new.name, guesses=guesses)


def proposed_by_register(lines: list[RegisterLine], names: Names) -> tuple[list[Proposal], list[Problem]]:
    """What is guessed of the KPIs that a register file would create, and a warning at the first line of each such."""
    made: dict[str, tuple[int, NewKpi]] = {}
    for line in lines:
        if line.kpi and fold(line.kpi) not in names.kpis:
            _, new = made.setdefault(fold(line.kpi), (line.line, NewKpi(-1, line.kpi, {}, guesses_of(line.kpi))))
            new.fields.update({which: value for which, value in line.fields.items() if value is not None})
    guessed = [(at, new) for at, new in made.values() if new.proposals()]
    return [p for _, new in guessed for p in new.proposals()], [_warning(at, "", new) for at, new in guessed]
