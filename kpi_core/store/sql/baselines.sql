-- One row per decision where the limits of this unit's KPIs start anew, oldest first.
select baseline_id, kpi_id, period, reason, who, moment
from baseline
where unit_id = $unit and grain = $grain
order by baseline_id
