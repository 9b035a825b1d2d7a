"""A reading's kept facts as the ledger takes them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.intake import VALUE_FIELDS, Reading


def entries(reading: Reading, unit_ids: list[int | None], kpi_ids: list[int | None]) -> pa.Table:
    """The kept facts as entries: line, place in the reading, ids (0 where not yet made), grain, period, and the six values."""
    kept = reading.kept
    take = np.array([0 if i is None else i for i in unit_ids], np.int32)
    take_kpi = np.array([0 if i is None else i for i in kpi_ids], np.int32)
    span = pa.array(reading.span[kept], pa.int32())
    columns: dict[str, pa.Array] = {
        "line": pa.array(reading.line[kept]),
        "place": pa.array(np.flatnonzero(kept), pa.int32()),
        "unit_id": pa.array(take[reading.unit[kept]]),
        "kpi_id": pa.array(take_kpi[reading.kpi[kept]]),
        "grain": pa.DictionaryArray.from_arrays(span, pa.array([grain for grain, _ in reading.spans], pa.string())),
        "period": pc.take(pa.array([first for _, first in reading.spans], pa.date32()), span),
    }
    count = len(span)
    for name in VALUE_FIELDS:
        values = reading.values.get(name)
        if values is None:
            columns[name] = pa.nulls(count, pa.float64())
        else:
            columns[name] = pa.array(values[kept], from_pandas=True)
    return pa.table(columns)


def lines_text(lines: list[int]) -> str:
    """Line numbers in short: [3, 7, 8, 9] is `3,7-9`."""
    parts: list[str] = []
    start = last = None
    for line in [*lines, None]:
        if last is not None and line == last + 1:
            last = line
            continue
        if start is not None:
            parts.append(f"{start}" if start == last else f"{start}-{last}")
        start = last = line
    return ",".join(parts)
