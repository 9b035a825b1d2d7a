-- One row per KPI on the unit's wall.
select kpi_id, actual, target, attainment, scored, met, status, reason, weight, cells, due, approximate
from {result}
where unit_id = $unit and grain = $grain and period = $period and tile
