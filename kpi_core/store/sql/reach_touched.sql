-- One row per touched unit, KPI and grain: the periods whose results may change (an actual keeps 11 months due).
insert into reach
select unit_id, kpi_id, grain, min(lo), max(hi)
from (
    select
        t.unit_id, t.kpi_id,
        case when t.grain in ('day', 'week') then 'month' else t.grain end as grain,
        case when t.grain in ('quarter', 'year') then t.period
            when t.grain = 'week' then cast(date_trunc('month', t.period + interval '3 days') as date)
            else cast(date_trunc('month', t.period) as date) end as lo,
        case when t.grain in ('quarter', 'year') then t.period
            else cast(date_trunc('month', t.period + interval '3 days') + interval '11 months' as date) end as hi
    from touched as t
) as t
group by unit_id, kpi_id, grain
