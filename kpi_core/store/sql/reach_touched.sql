-- One row per touched unit, KPI and grain: the periods whose results may change. An actual keeps 11 months due, a target
-- keeps a KPI to be judged as long, and a quarter or year handed in at its own grain settles what its months owe.
insert into reach
select
    unit_id, kpi_id, grain,
    case when grain = 'month' then cast(date_trunc('month', lo) as date) else lo end as lo,
    case when grain = 'month' then cast(date_trunc('month', hi) + interval '11 months' as date) else hi end as hi
from (
    select
        unit_id, kpi_id, case when grain in ('day', 'week') then 'month' else grain end as grain,
        min(case when grain = 'week' then period + interval '3 days' else period end) as lo,
        max(case when grain = 'week' then period + interval '3 days' else period end) as hi
    from touched
    group by unit_id, kpi_id, case when grain in ('day', 'week') then 'month' else grain end
) as t
union all
select unit_id, kpi_id, 'month', min(period), max(cast(period + interval '23 months' as date))
from touched
where grain in ('quarter', 'year')
group by unit_id, kpi_id
