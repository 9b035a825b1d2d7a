-- One row per unit, KPI, grain and period in scope: own values, else what the units below add up to; judged.
-- Written by period, so that a look at one month passes over the others. Own beats below per column; actual, target, numerator and denominator combine only where there is an actual.
insert into {result}
with own as (
    select
        s.unit_id, s.kpi_id, s.grain, s.period,
        coalesce(s.actual, s.numerator / nullif(s.denominator, 0)
            * case when k.measure = '%' then 100 else 1 end) as actual,
        s.numerator, s.denominator, s.target, s.floor, s.stretch, a.unit_id is not null as is_due
    from said as s
    join kpi as k on k.kpi_id = s.kpi_id
    left join absent as a
        on a.unit_id = s.unit_id and a.kpi_id = s.kpi_id and a.grain = s.grain and a.period = s.period
    union all
    select a.unit_id, a.kpi_id, a.grain, a.period, null, null, null, null, null, null, true
    from absent as a
    where not a.mentioned
),
child as (
    select
        u.parent_id as unit_id, r.kpi_id, r.grain, r.period, r.cells, r.due, r.approximate, k.aggregation,
        r.actual, case when k.measure = '%' then 100 else 1 end as scale,
        case when r.actual is not null then r.numerator end as numerator,
        case when r.actual is not null then r.denominator end as denominator,
        case when r.actual is not null then r.cells end as share,
        case when r.actual is not null then r.target end as target,
        case when r.actual is not null then r.floor end as floor,
        case when r.actual is not null then r.stretch end as stretch
    from {result} as r
    join unit as u on u.unit_id = r.unit_id
    join scope as s on s.unit_id = u.parent_id and s.kpi_id = r.kpi_id and s.grain = r.grain
        and r.period >= s.lo and r.period <= s.hi and s.depth = $depth
    join kpi as k on k.kpi_id = r.kpi_id
    {where_below}
),
below as (
    select
        unit_id, kpi_id, grain, period, sum(cells) as cells, sum(due) as due,
        case aggregation
            when 'max' then max(actual) when 'min' then min(actual)
            when 'mean' then sum(actual * share) / nullif(sum(share), 0)
            when 'ratio' then
                case when count(denominator) = count(actual)
                    then sum(numerator) / nullif(sum(denominator), 0) * max(scale)
                    else sum(actual * share) / nullif(sum(share), 0) end
            else sum(actual) end as actual,
        sum(numerator) as numerator, sum(denominator) as denominator,
        case
            when count(target) < count(actual) then null
            when aggregation = 'max' then max(target) when aggregation = 'min' then min(target)
            when aggregation = 'ratio' and count(denominator) = count(actual)
                then sum(target * denominator) / nullif(sum(denominator), 0)
            when aggregation in ('mean', 'ratio') then sum(target * share) / nullif(sum(share), 0)
            else sum(target) end as target,
        case when count(floor) < count(actual) then null
            when aggregation in ('sum', 'last') then sum(floor) else avg(floor) end as floor,
        case when count(stretch) < count(actual) then null
            when aggregation in ('sum', 'last') then sum(stretch) else avg(stretch) end as stretch,
        count(actual) > 1 and (aggregation = 'mean' or (aggregation = 'ratio' and count(denominator) < count(actual)))
            or max(case when approximate then 1 else 0 end) = 1 as approximate
    from child
    group by unit_id, kpi_id, grain, period, aggregation
),
joined as (
    select
        o.unit_id, o.kpi_id, o.grain, o.period,
        coalesce(o.actual, b.actual) as actual,
        case when o.actual is null then b.numerator else o.numerator end as numerator,
        case when o.actual is null then b.denominator else o.denominator end as denominator,
        coalesce(o.target, b.target) as target,
        coalesce(o.floor, b.floor) as floor, coalesce(o.stretch, b.stretch) as stretch,
        case when o.actual is not null then 1 else coalesce(b.cells, 0) end as cells,
        case when o.actual is not null then 1 else coalesce(b.due, case when o.is_due then 1 else 0 end) end as due,
        o.target is not null and o.actual is null as own_target,
        o.actual is null and coalesce(b.approximate, false) as approximate,
        o.actual is not null or o.is_due as has_own
    from own as o
    left join below as b
        on b.unit_id = o.unit_id and b.kpi_id = o.kpi_id and b.grain = o.grain and b.period = o.period
    {only_below}
),
cell as (
    select
        j.unit_id, j.kpi_id, j.grain, j.period,
        coalesce(j.actual, p.progress * case when k.measure = '%' then 100 else 1 end) as actual,
        j.numerator, j.denominator, j.target, j.floor, j.stretch,
        case when j.actual is null and p.progress is not null then 1 else j.cells end as cells,
        case when j.actual is null and p.progress is not null then 1 else j.due end as due,
        j.own_target and j.cells < j.due as own_target, j.approximate, true as complete, p.progress,
        case when k.direction = 'none' then null
            when g.first_from is not null then case when a.weight > 0 then a.weight end
            when j.has_own then 1.0 end as weight,
        g.first_from is null or a.weight > 0 or (j.has_own and j.actual is not null) as tile
    from joined as j
    join kpi as k on k.kpi_id = j.kpi_id
    left join assigned as a on a.unit_id = j.unit_id and a.kpi_id = j.kpi_id
        and j.period >= a.valid_from and j.period < a.valid_to
    left join assigning as g on g.unit_id = j.unit_id and j.period >= g.first_from
    left join progress as p on p.unit_id = j.unit_id and p.kpi_id = j.kpi_id and p.period = j.period
),
{judge}
select
    unit_id, kpi_id, grain, period, actual, numerator, denominator, target, floor, stretch,
    attainment, scored, met, status, reason, weight, tile, cells, due, approximate
from judged
order by period
