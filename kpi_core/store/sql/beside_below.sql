-- Fragment of `joined` in cells.sql: what the units below add up to beside the unit's own values, and where it has none.
left join below as b
        on b.unit_id = o.unit_id and b.kpi_id = o.kpi_id and b.grain = o.grain and b.period = o.period
    union all
    select
        b.unit_id, b.kpi_id, b.grain, b.period, b.actual, b.numerator, b.denominator, b.target, b.floor, b.stretch,
        b.planned, b.planned_floor, b.planned_stretch, b.cells, b.due, false, b.no_cases, b.blended, false
    from below as b
    left join own as o
        on o.unit_id = b.unit_id and o.kpi_id = b.kpi_id and o.grain = b.grain and o.period = b.period
    where o.unit_id is null
