-- One row per KPI that cost a unit without units below it points, heaviest first: no shares to work out, one look at its own rows.
select
    unit_id, kpi_id, status, actual, target,
    weight / nullif(total, 0) * case when scored < 1 then 1 - scored else 0 end as lost
from (
    select r.*, sum(r.weight) over () as total
    from {result} as r
    where r.unit_id = $unit and r.grain = $grain and r.period = $period
        and r.weight is not null and r.scored is not null
) as own
where scored < 1 or status = 'miss'
order by lost desc nulls last, unit_id, kpi_id
