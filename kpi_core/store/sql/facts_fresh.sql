-- One row per key of the first upload into a store without facts.
insert into fact
select unit_id, kpi_id, grain, period, actual, numerator, denominator, target, floor, stretch
from touched
where coalesce(actual, numerator, denominator, target, floor, stretch) is not null
