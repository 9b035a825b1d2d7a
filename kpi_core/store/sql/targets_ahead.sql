-- One row per later period of one unit's KPI that already has a target.
select period, target
from fact
where unit_id = $unit and kpi_id = $kpi and grain = $grain and period > $period and period <= $until and target is not null
order by period
