-- One row per unit and KPI that has an actual to be judged, or a weight: whether it has a weight.
select p.unit_id, p.kpi_id, max(p.weighed) = 1 as weighed
from (
    select distinct r.unit_id, r.kpi_id, 0 as weighed
    from result as r
    join kpi as k on k.kpi_id = r.kpi_id
    where r.tile and r.actual is not null and k.direction <> 'none'
    union all
    select distinct unit_id, kpi_id, 1 from assignment where weight > 0
) as p
group by p.unit_id, p.kpi_id
