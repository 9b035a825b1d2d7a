-- One row per touched unit, KPI and grain: the periods whose results may change (an actual keeps 11 months due).
insert into reach
select
    unit_id, kpi_id,
    case when grain in ('day', 'week') then 'month' else grain end as grain,
    case when grain in ('quarter', 'year') then lo
        when grain = 'week' then cast(date_trunc('month', lo + interval '3 days') as date)
        else cast(date_trunc('month', lo) as date) end as lo,
    case when grain in ('quarter', 'year') then hi
        else cast(date_trunc('month', hi + interval '3 days') + interval '11 months' as date) end as hi
from (
    select unit_id, kpi_id, grain, min(period) as lo, max(period) as hi
    from touched
    group by unit_id, kpi_id, grain
) as t
