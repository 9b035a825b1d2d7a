"""Seeded files for the benchmarks: S, M and L, written as long CSV."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

SIZES = {"S": (12, 40, 36), "M": (50, 200, 60), "L": (200, 500, 100)}


def write_facts(path: Path, units: int, kpis: int, months: int, first_unit: int = 0, seed: int = 7) -> int:
    """One line per unit, KPI and month with actual and target; returns the number of lines."""
    noise = np.random.default_rng(seed + first_unit)
    unit, kpi, month = np.meshgrid(np.arange(units) + first_unit, np.arange(kpis), np.arange(months), indexing="ij")
    count = unit.size
    target = 100 + (kpi.ravel() % 50)
    actual = np.round(target * noise.normal(1.0, 0.06, count), 2)
    names = [f"部门{n:03d}" for n in range(first_unit + units)]
    kpi_names = [f"指标{n:03d}" for n in range(kpis)]
    periods = [f"{2018 + n // 12}-{n % 12 + 1:02d}" for n in range(months)]

    def words(codes: np.ndarray, vocabulary: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(codes.ravel(), pa.int32()), vocabulary).cast(pa.string())

    table = pa.table(
        {
            "部门": words(unit, names),
            "指标": words(kpi, kpi_names),
            "期间": words(month, periods),
            "实际值": pa.array(actual),
            "目标值": pa.array(target.astype(float)),
        }
    )
    pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="none"))
    return int(count)
