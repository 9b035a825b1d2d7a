"""Which names of a file are already known, in either language."""

from dataclasses import dataclass, field

import numpy as np

from kpi_core.intake import Reading, fold, problem
from kpi_core.store import COMPANY, Store


@dataclass
class Names:
    """Units by folded path, KPIs by folded name, what the register states of each KPI, and both kinds of names as written.

    `guesses` are the fields of a KPI that nobody has stated yet, as its name proposed them.
    """

    units: dict[str, int]
    kpis: dict[str, int]
    fields: dict[int, dict[str, str | None]]
    unit_texts: list[str] = field(default_factory=list)
    kpi_texts: list[str] = field(default_factory=list)
    guesses: dict[int, dict[str, str]] = field(default_factory=dict)

    def unit_ids(self, paths: list[tuple[str, ...]]) -> list[int | None]:
        """The id of each path; the empty path is the company."""
        return [self.units.get(fold("/".join(path))) for path in paths]

    def kpi_ids(self, names: list[str]) -> list[int | None]:
        """The id of each name."""
        return [self.kpis.get(fold(name)) for name in names]

    def stated(self, kpi: str, field: str) -> str | None:
        """What the register states of a known KPI; None when nothing, or what is only guessed."""
        return self.fields.get(self.kpis.get(fold(kpi), 0), {}).get(field)

    def guessed(self, kpi: str) -> dict[str, str]:
        """What is still only guessed of a known KPI, by field."""
        return self.guesses.get(self.kpis.get(fold(kpi), 0), {})

    def measures(self, reading: Reading) -> dict[int, str | None]:
        """The measure of each KPI code of a file: the register's, else the file's own."""
        said = reading.said.get("measure", {})
        return {code: self.stated(name, "measure") or said.get(code) for code, name in enumerate(reading.kpis)}

    def directions(self, reading: Reading) -> dict[int, str | None]:
        """The direction of each KPI code of a file: the register's, else the file's own; None where neither states one."""
        said = reading.said.get("direction", {})
        return {code: self.stated(name, "direction") or said.get(code) for code, name in enumerate(reading.kpis)}


def known_names(store: Store) -> Names:
    """The names the store knows; a unit is found by path and, where it is the only one so called, by name."""
    paths: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    units: dict[str, int] = {"": COMPANY}
    by_name: dict[str, list[int]] = {}
    texts: list[str] = []
    kpi_texts: list[str] = []
    for row in store.rows("units"):
        above = paths.get(row["parent_id"], ((), ()))
        own = (
            ((), ())
            if row["parent_id"] is None
            else ((*above[0], row["name"]), (*above[1], row["name_en"] or row["name"]))
        )
        paths[row["unit_id"]] = own
        for path in own:
            texts.append("/".join(path))
            units.setdefault(fold("/".join(path)), row["unit_id"])
        for name in {fold(row["name"]), fold(row["name_en"] or row["name"])}:
            by_name.setdefault(name, []).append(row["unit_id"])
    for name, ids in by_name.items():
        if len(ids) == 1:
            units.setdefault(name, ids[0])
    kpis: dict[str, int] = {}
    guesses: dict[int, dict[str, str]] = {}
    for row in store.rows("kpi_names"):
        for text in (row["name"], row["name_en"]):
            if text:
                kpi_texts.append(text)
                kpis.setdefault(fold(text), row["kpi_id"])
        if row["unconfirmed"]:
            guesses[row["kpi_id"]] = {which: row[which] for which in row["unconfirmed"].split(",")}
    fields: dict[int, dict[str, str | None]] = {}
    for row in store.rows("stated_fields"):
        fields.setdefault(row["kpi_id"], {})[row["field"]] = row["value"]
    paths_known = [text for text in dict.fromkeys(texts) if text]
    return Names(units, kpis, fields, paths_known, list(dict.fromkeys(kpi_texts)), guesses)


def check_register(names: Names, reading: Reading) -> None:
    """What a file tells otherwise than by its columns may fill what the register does not know; a contradiction is `register_differs`."""
    for which, stated in reading.said.items():
        # What columns and cells state was judged line by line.
        judged = reading.stated[which].counts(reading.kpi) if which in reading.stated else {}
        for code, said in stated.items():
            known = names.stated(reading.kpis[code], which)
            same = known == said or (which in ("low", "high") and known is not None and float(known) == float(said))
            if which == "measure" or code in judged or known is None or same:
                continue
            rows = np.flatnonzero(reading.kept & (reading.kpi == code))
            for row in rows.tolist():
                reading.problems.append(
                    problem(
                        int(reading.line[row]), reading.headers.get(which) or reading.column("target", row), said, "register_differs",
                        kpi=reading.kpis[code], field=which, known=known, size="",
                    )
                )  # fmt: skip
            reading.kept[rows] = False
