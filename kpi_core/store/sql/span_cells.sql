-- One row per unit and KPI: the months $lo..$hi combined by the KPI's aggregation, judged like a month.
-- Coverage counts cells (unit x month); a month below 70 % does not block its span. A month whose own target stands over missing
-- cells leaves the span and counts as missing. Weights are those valid in the span's last month.
insert into {result}
with month as (
    select
        r.*, k.aggregation, k.form as kpi_form, k.direction as kpi_direction, k.frequency,
        case when k.measure = '%' then 100 else 1 end as scale,
        r.over_gap and $lo < $hi as leaves,
        row_number() over (partition by r.unit_id, r.kpi_id order by r.period desc) as age
    from result as r
    join kpi as k on k.kpi_id = r.kpi_id
    where r.grain = 'month' and r.period >= $lo and r.period <= $hi
),
numbered as (
    select month.*, {number:period} as number from month
),
whole as (
    select
        unit_id, kpi_id, kpi_direction,
        case frequency when 'quarter' then 4 when 'year' then 1 else 12 end as in_a_year,
        sum(case when leaves then 0 else cells end) as cells, sum(due) as due,
        count(distinct case when (actual is not null and not leaves) or reason = 'no_cases' then number end) as answered,
        max(case when reason = 'no_cases' then 1 else 0 end) = 1 as no_cases,
        max(case when over_gap and not leaves then 1 else 0 end) = 1 as over_gap,
        max(case when age = 1 and kpi_form = 'milestone' then attainment end) as progress,
        max(case when weight is not null then 1 else 0 end) = 1 as weighed
    from numbered
    group by unit_id, kpi_id, kpi_direction, frequency
),
used as (
    select unit_id, kpi_id, aggregation, scale, actual, numerator, denominator, target, floor, stretch, approximate,
        1 as share, row_number() over (partition by unit_id, kpi_id order by period desc) = 1 as latest
    from month
    where actual is not null and not leaves
),
added as (
    select
        unit_id, kpi_id, max(case when approximate then 1 else 0 end) = 1 as approximate, aggregation = 'ratio' as is_ratio,
        {combined}
    from used
    group by unit_id, kpi_id, aggregation
),
held as (
    select unit_id, kpi_id, weight, row_number() over (partition by unit_id, kpi_id order by valid_from desc) as age
    from assignment
    where valid_from <= $hi
),
ruled as (
    select unit_id, max(case when age = 1 and weight > 0 then 1 else 0 end) = 1 as weighing
    from held
    group by unit_id
    having max(weight) > 0
),
cell as (
    select
        w.unit_id, w.kpi_id, $grain as grain, $hi as period, a.actual, a.numerator, a.denominator, a.target, a.floor, a.stretch,
        w.cells, w.due, w.over_gap, $grain <> 'r12' or w.answered >= w.in_a_year as complete, w.progress,
        w.no_cases and a.actual is null and w.due = 0 as no_cases,
        coalesce(a.approximate or (a.blended and a.is_ratio), false) as approximate,
        case when w.kpi_direction = 'none' or (a.actual is null and w.due = 0) then null
            when r.unit_id is not null then case when h.weight > 0 then h.weight end
            when w.weighed then 1.0 end as weight,
        coalesce(not r.weighing, true) or coalesce(h.weight > 0, false) as tile
    from whole as w
    left join added as a on a.unit_id = w.unit_id and a.kpi_id = w.kpi_id
    left join held as h on h.unit_id = w.unit_id and h.kpi_id = w.kpi_id and h.age = 1
    left join ruled as r on r.unit_id = w.unit_id
),
{judge}
select
    unit_id, kpi_id, grain, period, actual, numerator, denominator, target, floor, stretch,
    attainment, scored, met, status, reason, weight, tile, cells, due, approximate, null, null, null, over_gap
from judged
