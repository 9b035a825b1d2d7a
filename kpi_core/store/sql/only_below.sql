-- Fragment of `joined` in cells.sql: what the units below add up to where the unit itself says nothing.
union all
select
    b.unit_id, b.kpi_id, b.grain, b.period, b.actual, b.numerator, b.denominator, b.target, b.floor, b.stretch,
    b.cells, b.due, false, b.approximate, false
from below as b
left join own as o
    on o.unit_id = b.unit_id and o.kpi_id = b.kpi_id and o.grain = b.grain and o.period = b.period
where o.unit_id is null
