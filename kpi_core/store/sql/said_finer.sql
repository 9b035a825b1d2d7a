-- One row per unit, KPI and month in scope: days and weeks combined to the month (a week is its Thursday's).
-- What the unit says of the month itself beats what its days and weeks add up to, column by column.
-- A ratio is ΣN/ΣD of its lines; where no line has a figure, their targets alone make the month's.
create or replace temp table said_with_finer as
with finer as (
    select
        f.unit_id, f.kpi_id, k.aggregation, case when k.measure = '%' then 100 else 1 end as scale,
        cast(date_trunc('month', case when f.grain = 'week' then f.period + interval '3 days'
            else f.period end) as date) as month,
        f.period,
        coalesce(f.actual, f.numerator / nullif(f.denominator, 0) * case when k.measure = '%' then 100 else 1 end) as actual,
        f.numerator, f.denominator, f.target, f.floor, f.stretch
    from fact as f
    join kpi as k on k.kpi_id = f.kpi_id
    where f.grain in ('day', 'week')
),
scoped as (
    select finer.*, 1 as share,
        count(finer.actual) over (partition by finer.unit_id, finer.kpi_id, finer.month) as valued,
        row_number() over (
            partition by finer.unit_id, finer.kpi_id, finer.month
            order by case when finer.actual is null then 1 else 0 end, finer.period desc
        ) = 1 as latest
    from finer
    join scope as s on s.unit_id = finer.unit_id and s.kpi_id = finer.kpi_id and s.grain = 'month'
    where finer.month >= s.lo and finer.month <= s.hi and s.depth = $depth
),
handed as (
    select
        unit_id, kpi_id, month,
        max(case when actual is not null or (numerator is not null and denominator is not null) then 1 else 0 end) as some,
        max(case when denominator <> 0 then 1 else 0 end) as cases
    from scoped
    group by unit_id, kpi_id, month
),
combined as (
    select
        unit_id, kpi_id, month, aggregation,
        {combined}
    from scoped
    where actual is not null or valued = 0
    group by unit_id, kpi_id, month, aggregation
),
lines as (
    select c.unit_id, c.kpi_id, 'month' as grain, c.month, c.actual, case when c.actual is not null then c.numerator end as numerator,
        case when c.actual is not null then c.denominator end as denominator, c.target, c.floor, c.stretch,
        c.blended and c.aggregation = 'ratio' as blended, h.some, h.cases
    from combined as c
    join handed as h on h.unit_id = c.unit_id and h.kpi_id = c.kpi_id and h.month = c.month
)
select
    coalesce(o.unit_id, c.unit_id) as unit_id, coalesce(o.kpi_id, c.kpi_id) as kpi_id,
    coalesce(o.grain, c.grain) as grain, coalesce(o.period, c.month) as period,
    case when o.actual is not null then o.actual
        when o.numerator is null and o.denominator is null then c.actual end as actual,
    coalesce(o.numerator, c.numerator) as numerator, coalesce(o.denominator, c.denominator) as denominator,
    coalesce(o.target, c.target) as target, coalesce(o.floor, c.floor) as floor, coalesce(o.stretch, c.stretch) as stretch,
    (coalesce(c.some, 0) = 1 or coalesce(o.actual, o.numerator + o.denominator) is not null)
        and coalesce(c.cases, 0) = 0 and coalesce(o.denominator, 0) = 0 as without_cases,
    coalesce(c.blended, false) and o.actual is null as blended
from said as o
full join lines as c
    on o.unit_id = c.unit_id and o.kpi_id = c.kpi_id and o.grain = c.grain and o.period = c.month
