-- Of each wanted pair with monthly actuals: how many, their mean and their mean moving range.
with ordered as (
    select f.unit_id, f.kpi_id, f.actual,
        abs(f.actual - lag(f.actual) over (partition by f.unit_id, f.kpi_id order by f.period)) as moved
    from fact as f
    join wanted_pair as w on w.unit_id = f.unit_id and w.kpi_id = f.kpi_id
    where f.grain = 'month' and f.actual is not null
)
select unit_id, kpi_id, count(*) as months, avg(actual) as middle, coalesce(avg(moved), 0) as moved
from ordered
group by unit_id, kpi_id
