"""Misses in a row: one number for board, KPI page, headline and list, in every span."""

from datetime import date

from kpi_core.review.scope import Period, Store, fiscal_start

# Most runs of misses are short, so a few periods are looked at first.
_LOOK_BACK = (6, 24)
_EVER = date(1, 1, 1)


def misses_in_a_row(store: Store, pairs: list[tuple[int, int]], period: Period) -> dict[tuple[int, int], int]:
    """For each (unit, KPI) the due periods of the KPI's own frequency that were judged a miss, back from `period`.

    A due period without judgement ends the run; what was not due is passed over (DESIGN 7, "In a row").
    """
    found: dict[tuple[int, int], int] = {}
    for since in (*(period.back(period.months * (count - 1)) for count in _LOOK_BACK), _EVER):
        open_pairs = [pair for pair in pairs if pair not in found]
        if not open_pairs:
            break
        rows = store.rows_for_pairs("in_a_row", open_pairs, grain=period.grain, period=period.first, since=since,
                                    fiscal_start=fiscal_start(store))  # fmt: skip
        for row in rows:
            if row["other"] is not None or since == _EVER:
                found[row["unit_id"], row["kpi_id"]] = (row["other"] or row["looked"] + 1) - 1
    return {pair: found.get(pair, 0) for pair in pairs}
