-- One row per unit and KPI that missed, heaviest first, those without a share of the score last; `missed` counts them all.
select unit_id, kpi_id, status, actual, target, lost, count(*) over () as missed
from lossy
where status = 'miss'
order by lost desc nulls last, unit_id, kpi_id
limit $count
