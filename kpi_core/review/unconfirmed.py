"""What of a KPI is only guessed from its name, and a person's yes to it."""

from collections.abc import Iterable

from kpi_core.review.scope import Kpi, Store, kpis
from kpi_core.store import deed


def unconfirmed(store: Store) -> list[Kpi]:
    """The standing KPIs of which something is still only guessed, by name."""
    open_ones = [kpi for kpi in kpis(store).values() if kpi.values["standing"] and kpi.unconfirmed]
    return sorted(open_ones, key=lambda kpi: str(kpi.values["name"]))


def confirm(store: Store, seen: Iterable[Kpi], who: str) -> list[str]:
    """Say that what is guessed of these KPIs, as it was seen, is right; returns their names.

    Nothing moves by it. What somebody has meanwhile told, or told otherwise, is left as it is.
    """
    with store.held():
        now = kpis(store)
        right = {}
        for kpi in seen:
            known = now.get(kpi.kpi_id)
            fields = [name for name in kpi.unconfirmed if known and name in known.unconfirmed
                      and known.values[name] == kpi.values[name]]  # fmt: skip
            if fields:
                right[kpi.kpi_id] = fields
        if not right:
            return []
        with deed(store, who, rejudge=False) as doing:
            for kpi_id, fields in right.items():
                values = {name: str(now[kpi_id].values[name]) for name in fields}
                for name, value in values.items():
                    doing.state(0, None, kpi_id, name, value, basis="confirmed")
                doing.note("confirm", {"kpi": now[kpi_id].values["name"], "kpi_id": kpi_id, "guessed": values})
    return [str(now[kpi_id].values["name"]) for kpi_id in right]
