-- One row per KPI and period of a unit from $since on that has an actual or a target, oldest first.
-- A sum (or last value) over units of which some are missing is not comparable: its actual is left out.
select
    r.kpi_id, r.period, r.target,
    case when r.cells < r.due and k.aggregation in ('sum', 'last') then null else r.actual end as actual
from result as r
join kpi as k on k.kpi_id = r.kpi_id
where r.unit_id = $unit and r.grain = $grain and r.period >= $since and r.period <= $until
    and (r.actual is not null or r.target is not null)
order by r.kpi_id, r.period
