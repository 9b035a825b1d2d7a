-- One row per unit, KPI, grain and period in scope: what the unit itself says at month, quarter or year grain.
create or replace temp view said as
select f.unit_id, f.kpi_id, f.grain, f.period, f.actual, f.numerator, f.denominator, f.target, f.floor, f.stretch,
    f.actual is null and f.numerator is not null and coalesce(f.denominator, 1) = 0 as without_cases, false as blended
from {facts} as f
join scope as s
    on s.unit_id = f.unit_id and s.kpi_id = f.kpi_id and s.grain = f.grain
where f.period >= s.lo and f.period <= s.hi and s.depth = {depth}
    and coalesce(f.actual, f.numerator, f.denominator, f.target, f.floor, f.stretch) is not null
