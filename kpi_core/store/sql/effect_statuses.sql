-- One row per tile whose status is another, the newest period first, at most $limit.
select
    coalesce(a.unit_id, b.unit_id) as unit_id, coalesce(a.kpi_id, b.kpi_id) as kpi_id,
    coalesce(a.grain, b.grain) as grain, coalesce(a.period, b.period) as period,
    b.status as before, a.status as after
from result_before as b
full join result_after as a
    on a.unit_id = b.unit_id and a.kpi_id = b.kpi_id and a.grain = b.grain and a.period = b.period
where b.status is distinct from a.status
order by coalesce(a.period, b.period) desc, case when b.status is null then 1 else 0 end,
    coalesce(a.unit_id, b.unit_id), coalesce(a.kpi_id, b.kpi_id), coalesce(a.grain, b.grain)
limit $limit
