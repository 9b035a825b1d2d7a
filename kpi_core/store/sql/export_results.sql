-- One row per tile from $since to $until that has a figure, owes one, or had no cases.
select unit_id, kpi_id, grain, period, actual, target, attainment, scored, cast(status as varchar) as status,
    cast(reason as varchar) as reason, weight
from result
where tile and (actual is not null or due > 0 or reason = 'no_cases') and period >= $since and period <= $until
order by unit_id, kpi_id, grain, period
