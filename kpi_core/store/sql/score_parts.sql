-- One row per unit and KPI of its own at or below $unit that counts in its score: its share of it (all sum to 1) and its scored attainment.
{placed}
select r.unit_id, r.kpi_id, p.share / nullif(h.weight, 0) * r.weight as share, r.scored
from {result} as r
join placed as p on p.unit_id = r.unit_id
join had as h on h.unit_id = r.unit_id
where r.grain = $grain and r.period = $period and r.weight is not null and r.scored is not null
    and p.share is not null
order by r.unit_id, r.kpi_id
