"""Data > Upload: how a table like this one was read before, department by department."""

from dataclasses import dataclass, replace
from datetime import datetime

from kpi_core.intake import Given, shape_of
from kpi_core.review.answers import given_of
from kpi_core.review.upload import Preview
from kpi_core.store import Store


@dataclass(frozen=True)
class Remembered:
    """A standing upload of a table with the same header, and what was said of it; `units` counts its departments."""

    upload_id: int
    name: str
    who: str
    moment: datetime
    unit: str
    units: int
    given: Given


def remembered(store: Store, data: bytes) -> list[Remembered]:
    """How tables of this shape were read, the newest first, each way once; what concerned its year, single cells or names is left out."""
    shape = shape_of(data)
    found: list[Remembered] = []
    if not shape:
        return found
    for row in store.rows("remembered", shape=f"%#{shape} %"):
        read = given_of(row.pop("layout"))
        # The next table is of another year.
        fixed = {name: text for name, text in read.fixed.items() if name != "year"}
        given = replace(read, fixed=fixed, names={}, cells={}, answers={})
        if given and given not in [known.given for known in found]:
            found.append(Remembered(**row, given=given))
    return found


def worth_offering(found: Preview) -> bool:
    """Whether it is worth looking: nothing was said of the file yet, and it is one of figures."""
    return found.kind == "facts" and not found.given
