-- One row per tile from $since to $until.
select unit_id, kpi_id, grain, period, actual, target, attainment, scored, cast(status as varchar) as status,
    cast(reason as varchar) as reason, weight
from result
where tile and period >= $since and period <= $until
order by unit_id, kpi_id, grain, period
