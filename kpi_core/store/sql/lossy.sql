-- One row per unit and KPI of its own at or below $unit that cost points, with the share of the score lost.
create or replace temp table lossy as
{placed}
select
    r.unit_id, r.kpi_id, r.status, r.actual, r.target,
    p.share / nullif(h.weight, 0) * r.weight * case when r.scored < 1 then 1 - r.scored else 0 end as lost
from {result} as r
join placed as p on p.unit_id = r.unit_id
join had as h on h.unit_id = r.unit_id
where r.grain = $grain and r.period = $period and r.weight is not null and (r.scored < 1 or r.status = 'miss')
    and r.scored is not null
