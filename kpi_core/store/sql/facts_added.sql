-- One row per key of the newest upload: its statements over what was known before.
create temp table merged as
select
    t.unit_id, t.kpi_id, t.grain, t.period,
    coalesce(t.actual, f.actual) as actual, coalesce(t.numerator, f.numerator) as numerator,
    coalesce(t.denominator, f.denominator) as denominator, coalesce(t.target, f.target) as target,
    coalesce(t.floor, f.floor) as floor, coalesce(t.stretch, f.stretch) as stretch
from touched as t
left join fact as f
    on f.unit_id = t.unit_id and f.kpi_id = t.kpi_id and f.grain = t.grain and f.period = t.period
where coalesce(t.actual, t.numerator, t.denominator, t.target, t.floor, t.stretch,
    f.actual, f.numerator, f.denominator, f.target, f.floor, f.stretch) is not null
