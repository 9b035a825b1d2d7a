-- One row per KPI with a share of the unit's score: how much of the score it lost, over all units at or below it.
select kpi_id, sum(lost) as lost
from lossy
where lost is not null
group by kpi_id
