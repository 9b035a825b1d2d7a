-- Fragment: a unit's KPI and period with what belongs in its course.
-- A sum (or last value) over units of which some are missing is not comparable: its actual is left out.
select
    r.unit_id, r.kpi_id, r.period, r.target,
    case when r.cells < r.due and k.aggregation in ('sum', 'last') then null else r.actual end as actual
from result as r
join kpi as k on k.kpi_id = r.kpi_id
