-- One row per KPI that cost the unit points: the share of its score lost, over all units at or below it.
select kpi_id, sum(lost) as lost
from lossy
group by kpi_id
