-- One row per unit and KPI that has an actual or a weight: whether it has a weight.
select p.unit_id, p.kpi_id, max(p.weighed) = 1 as weighed
from (
    select distinct unit_id, kpi_id, 0 as weighed from result where tile and actual is not null
    union all
    select distinct unit_id, kpi_id, 1 from assignment where weight > 0
) as p
group by p.unit_id, p.kpi_id
