-- One row per period of one unit's KPI, oldest first: judged values from $since to $period.
select period, actual, numerator, denominator, target, floor, stretch, attainment, scored, met, status, reason, weight,
    cells, due, approximate
from result
where unit_id = $unit and kpi_id = $kpi and grain = $grain and period >= $since and period <= $period
order by period
