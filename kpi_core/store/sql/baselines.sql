-- One row per decision where the limits of this unit's KPIs (of every unit, where $unit is null) start anew, oldest first.
select baseline_id, unit_id, kpi_id, period, reason, who, moment
from baseline
where (unit_id = $unit or cast($unit as integer) is null) and grain = $grain
order by baseline_id
