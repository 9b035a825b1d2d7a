-- One row per unit, KPI and month in scope: days and weeks combined to the month (a week is its Thursday's).
-- What the unit says of the month itself beats what its days and weeks add up to, column by column.
create or replace temp table said_with_finer as
with finer as (
    select
        f.unit_id, f.kpi_id,
        cast(date_trunc('month', case when f.grain = 'week' then f.period + interval '3 days'
            else f.period end) as date) as month,
        f.period, f.actual, f.numerator, f.denominator, f.target, f.floor, f.stretch
    from fact as f
    where f.grain in ('day', 'week')
),
scoped as (
    select finer.*, k.aggregation,
        row_number() over (
            partition by finer.unit_id, finer.kpi_id, finer.month
            order by case when finer.actual is null then 1 else 0 end, finer.period desc
        ) as recency
    from finer
    join scope as s on s.unit_id = finer.unit_id and s.kpi_id = finer.kpi_id and s.grain = 'month'
    join kpi as k on k.kpi_id = finer.kpi_id
    where finer.month >= s.lo and finer.month <= s.hi and s.depth = $depth
),
combined as (
    select
        unit_id, kpi_id, 'month' as grain, month,
        case aggregation
            when 'sum' then sum(actual) when 'max' then max(actual) when 'min' then min(actual)
            when 'last' then max(case when recency = 1 then actual end) else avg(actual) end as actual,
        sum(numerator) as numerator, sum(denominator) as denominator,
        case
            when count(actual) <> count(case when actual is not null then target end) then null
            when aggregation = 'sum' then sum(case when actual is not null then target end)
            when aggregation = 'max' then max(case when actual is not null then target end)
            when aggregation = 'min' then min(case when actual is not null then target end)
            when aggregation = 'last' then max(case when recency = 1 then target end)
            else avg(case when actual is not null then target end) end as target
    from scoped
    group by unit_id, kpi_id, month, aggregation
)
select
    coalesce(o.unit_id, c.unit_id) as unit_id, coalesce(o.kpi_id, c.kpi_id) as kpi_id,
    coalesce(o.grain, c.grain) as grain, coalesce(o.period, c.month) as period,
    coalesce(o.actual, c.actual) as actual, coalesce(o.numerator, c.numerator) as numerator,
    coalesce(o.denominator, c.denominator) as denominator, coalesce(o.target, c.target) as target,
    o.floor, o.stretch
from said as o
full join combined as c
    on o.unit_id = c.unit_id and o.kpi_id = c.kpi_id and o.grain = c.grain and o.period = c.month
