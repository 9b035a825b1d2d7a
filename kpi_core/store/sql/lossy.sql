-- One row per weighed KPI of a unit at or below $unit that is scored or missed: the share of the score lost, null where it has none.
create or replace temp table lossy as
{placed},
at_or_below as (
    select unit_id from unit where unit_id = $unit
    union all
    select u.unit_id from unit as u join at_or_below as a on u.parent_id = a.unit_id
)
select
    r.unit_id, r.kpi_id, r.status, r.actual, r.target,
    p.share / nullif(h.weight, 0) * r.weight * case when r.scored is null then null when r.scored < 1 then 1 - r.scored else 0 end as lost
from {result} as r
join at_or_below as a on a.unit_id = r.unit_id
left join placed as p on p.unit_id = r.unit_id
left join had as h on h.unit_id = r.unit_id
where r.grain = $grain and r.period = $period and r.weight is not null and (r.scored is not null or r.status = 'miss')
