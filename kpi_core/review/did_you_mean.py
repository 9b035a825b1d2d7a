"""Data > Upload, at the door: is a new name one that is known, written differently?"""

import numpy as np

from kpi_core.intake import Problem as Problem
from kpi_core.intake import Reading, fold, problem
from kpi_core.intake.alike import alike
from kpi_core.intake.reading import Codes
from kpi_core.review.names import Names


def did_you_mean(
    reading: Reading, names: Names, new_units: list[str], new_kpis: list[str], said: dict[str, str]
) -> dict[str, str]:
    """What each new department or KPI may be when it is one written differently; a warning at the first line of each.

    A new name is not asked about where a person `said` that it means itself, nor where it and the known one both report
    the same in one period: then they are two.
    """
    itself = {fold(name) for name, meant in said.items() if fold(name) == fold(meant)}
    found: dict[str, str] = {}
    written = {"department": ["/".join(path) for path in reading.units], "kpi": reading.kpis}
    for which, new, known, codes in (
        ("department", new_units, names.unit_texts, reading.unit),
        ("kpi", new_kpis, names.kpi_texts, reading.kpi),
    ):
        home = _Home(reading, which, written[which])
        asked = [name for name in home.by_lines(new) if fold(name) not in itself]
        for name, meant in alike(asked, known, home.both).items():
            line = int(reading.line[int(np.flatnonzero(codes == written[which].index(name))[0])])
            header = reading.headers.get(which, "")
            reading.problems.append(problem(line, header, name, "name_alike", warning=True, meant=meant, name=name))
            found[name] = meant
    return found


class _Home:
    """Where the names of a file stand: with what, in which periods."""

    def __init__(self, reading: Reading, which: str, written: list[str]) -> None:
        self._reading = reading
        self._codes: Codes = reading.unit if which == "department" else reading.kpi
        self._others: Codes = reading.kpi if which == "department" else reading.unit
        self._department = which == "department"
        self._places = {fold(name): code for code, name in reversed(list(enumerate(written)))}

    def by_lines(self, names: list[str]) -> list[str]:
        """Names with the most lines first: the misspelling is the rarer one."""
        counts = np.bincount(self._codes[self._codes >= 0], minlength=len(self._places) + 1)
        return sorted(names, key=lambda name: -int(counts[self._places[fold(name)]]))

    def both(self, name: str, meant: str) -> bool:
        """Whether a new name and the one it may mean are two by the file itself.

        They are when both report the same thing in one period. Departments are also two when they report different KPIs of
        one period, unless the new one reports just what the other, or one that shares its KPIs, reports otherwise.
        """
        other = self._places.get(fold(meant))
        if other is None:
            return False
        mine, theirs = self._keys(self._places[fold(name)]), self._keys(other)
        if mine & theirs:
            return True
        together = {span for _, span in mine} & {span for _, span in theirs}
        if not self._department or not together:
            return False
        shared = {kpi for kpi, _ in theirs} | self._of_peers({self._places[fold(name)], other}, theirs, together)
        return len(mine) > len(theirs) or not {kpi for kpi, span in mine if span in together} <= shared

    def _keys(self, code: int) -> set[tuple[int, int]]:
        rows = (self._codes == code) & (self._others >= 0) & (self._reading.span >= 0)
        pairs = np.unique(np.stack([self._others[rows], self._reading.span[rows]]), axis=1)
        return set(zip(*pairs.tolist(), strict=True))

    def _of_peers(self, two: set[int], theirs: set[tuple[int, int]], together: set[int]) -> set[int]:
        """The KPIs of the departments besides the `two` that report one of these KPIs in one of these periods."""
        near = np.isin(self._others, list({kpi for kpi, _ in theirs})) & np.isin(self._reading.span, list(together))
        peers = set(np.unique(self._codes[near]).tolist()) - two
        return set(np.unique(self._others[np.isin(self._codes, list(peers))]).tolist())
