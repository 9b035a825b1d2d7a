-- One row per KPI and period of the unit from $since on: the values behind a sparkline.
select kpi_id, period, actual, target, status
from result
where unit_id = $unit and grain = $grain and period >= $since and period <= $period
order by kpi_id, period
