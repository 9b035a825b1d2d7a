-- One row per unit and KPI: the months $lo..$hi combined by the KPI's aggregation, judged like a month.
insert into {result}
with month as (
    select
        r.*, k.aggregation, k.form as kpi_form, case when k.measure = '%' then 100 else 1 end as scale,
        case k.frequency when 'quarter' then 4 when 'year' then 1 else 12 end as in_a_year,
        row_number() over (partition by r.unit_id, r.kpi_id order by r.period desc) as age,
        row_number() over (
            partition by r.unit_id, r.kpi_id
            order by case when r.actual is null then 1 else 0 end, r.period desc
        ) as recency
    from result as r
    join kpi as k on k.kpi_id = r.kpi_id
    where r.grain = 'month' and r.period >= $lo and r.period <= $hi
),
seen as (
    select
        unit_id, kpi_id, aggregation, scale, in_a_year, cells, due, approximate, recency, actual,
        case when actual is not null then numerator end as numerator,
        case when actual is not null then denominator end as denominator,
        case when actual is not null then target end as target,
        case when actual is not null then floor end as floor,
        case when actual is not null then stretch end as stretch,
        case when age = 1 then weight end as weight,
        case when age = 1 and tile then 1 else 0 end as tile,
        case when age = 1 and kpi_form = 'milestone' then attainment end as progress,
        case when reason = 'low_coverage' then 1 else 0 end as partial
    from month
),
cell as (
    select
        unit_id, kpi_id, $grain as grain, $hi as period,
        case aggregation
            when 'max' then max(actual) when 'min' then min(actual) when 'mean' then avg(actual)
            when 'last' then max(case when recency = 1 then actual end)
            when 'ratio' then case when count(denominator) = count(actual)
                then sum(numerator) / nullif(sum(denominator), 0) * max(scale) else avg(actual) end
            else sum(actual) end as actual,
        sum(numerator) as numerator, sum(denominator) as denominator,
        case
            when aggregation = 'last' then max(case when recency = 1 then target end)
            when count(target) < count(actual) then null
            when aggregation = 'max' then max(target) when aggregation = 'min' then min(target)
            when aggregation = 'ratio' and count(denominator) = count(actual)
                then sum(target * denominator) / nullif(sum(denominator), 0)
            when aggregation in ('mean', 'ratio') then avg(target)
            else sum(target) end as target,
        case when count(floor) < count(actual) then null
            when aggregation = 'sum' then sum(floor) else avg(floor) end as floor,
        case when count(stretch) < count(actual) then null
            when aggregation = 'sum' then sum(stretch) else avg(stretch) end as stretch,
        sum(cells) as cells, sum(due) as due, max(partial) = 1 as own_target,
        max(case when approximate then 1 else 0 end) = 1
            or (aggregation = 'ratio' and count(denominator) < count(actual) and count(actual) > 1) as approximate,
        $grain <> 'r12' or count(actual) >= max(in_a_year) as complete,
        max(progress) as progress, max(weight) as weight, max(tile) = 1 as tile
    from seen
    group by unit_id, kpi_id, aggregation
),
{judge}
select
    unit_id, kpi_id, grain, period, actual, numerator, denominator, target, floor, stretch,
    attainment, scored, met, status, reason, weight, tile, cells, due, approximate
from judged
