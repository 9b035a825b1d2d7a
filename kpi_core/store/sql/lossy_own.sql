-- One row per weighed KPI of a unit without units below it that is scored or missed, heaviest first: the share of its score lost.
-- No shares to work out, one look at its own rows; null where the unit has no score.
select
    o.unit_id, o.kpi_id, o.status, o.actual, o.target,
    case when s.score is not null and o.scored is not null
        then o.weight / nullif(o.total, 0) * case when o.scored < 1 then 1 - o.scored else 0 end end as lost
from (
    select r.*, sum(case when r.scored is not null then r.weight end) over () as total
    from {result} as r
    where r.unit_id = $unit and r.grain = $grain and r.period = $period
        and r.weight is not null and (r.scored is not null or r.status = 'miss')
) as o
left join {score} as s on s.unit_id = o.unit_id and s.grain = o.grain and s.period = o.period
order by lost desc nulls last, o.unit_id, o.kpi_id
