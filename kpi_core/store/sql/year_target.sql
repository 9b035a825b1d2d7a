-- One row: the target stated for the year that begins in the month $since, null without one.
select max(target) as target
from fact
where unit_id = $unit and kpi_id = $kpi and grain = 'year' and period = $since
