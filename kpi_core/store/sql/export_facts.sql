-- One row per fact from $since to $until.
select unit_id, kpi_id, grain, period, actual, numerator, denominator, target, floor, stretch
from fact
where period >= $since and period <= $until
order by unit_id, kpi_id, grain, period
