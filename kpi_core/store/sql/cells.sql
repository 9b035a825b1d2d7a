-- One row per unit, KPI, grain and period in scope: own values, else what the units below add up to; judged.
-- Written by period, so that a look at one month passes over the others. Own beats below per column; only cells with an actual combine.
-- `planned` is the target of every cell that is owed, with an actual or not: what an own actual is judged against when its
-- targets come from below. `over_gap`: an own target stands over missing cells, so neither it nor its actual adds up further.
insert into {result}
with own as (
    select
        s.unit_id, s.kpi_id, s.grain, s.period,
        coalesce(s.actual, s.numerator / nullif(s.denominator, 0)
            * case when k.measure = '%' then 100 else 1 end) as actual,
        s.numerator, s.denominator, s.target, s.floor, s.stretch, s.blended, a.unit_id is not null as is_due,
        s.without_cases and s.actual is null and s.numerator / nullif(s.denominator, 0) is null as no_cases
    from said as s
    join kpi as k on k.kpi_id = s.kpi_id
    left join absent as a
        on a.unit_id = s.unit_id and a.kpi_id = s.kpi_id and a.grain = s.grain and a.period = s.period
    union all
    select a.unit_id, a.kpi_id, a.grain, a.period, null, null, null, null, null, null, false, true, false
    from absent as a
    where not a.mentioned
),
{below}
joined as (
    select
        o.unit_id, o.kpi_id, o.grain, o.period,
        case when o.no_cases then null else coalesce(o.actual, b.actual) end as actual,
        case when o.actual is null and not o.no_cases then b.numerator else o.numerator end as numerator,
        case when o.actual is null and not o.no_cases then b.denominator else o.denominator end as denominator,
        coalesce(o.target, case when o.actual is not null then b.planned else b.target end) as target,
        coalesce(o.floor, case when o.actual is not null then b.planned_floor else b.floor end) as floor,
        coalesce(o.stretch, case when o.actual is not null then b.planned_stretch else b.stretch end) as stretch,
        coalesce(o.target, b.planned) as planned, coalesce(o.floor, b.planned_floor) as planned_floor,
        coalesce(o.stretch, b.planned_stretch) as planned_stretch,
        case when o.actual is not null then 1 when o.no_cases then 0 else coalesce(b.cells, 0) end as cells,
        case when o.actual is not null then 1 when o.no_cases then 0 when b.due > 0 then b.due
            when o.is_due then 1 else 0 end as due,
        o.target is not null and o.actual is null and not o.no_cases as own_target,
        o.no_cases or coalesce(b.no_cases, false) as no_cases,
        case when o.actual is not null then o.blended else coalesce(b.blended, false) end as approximate,
        o.actual is not null or o.is_due as has_own
    from own as o
    {beside}
),
cell as (
    select
        j.unit_id, j.kpi_id, j.grain, j.period,
        coalesce(j.actual, p.progress * case when k.measure = '%' then 100 else 1 end) as actual,
        j.numerator, j.denominator, j.target, j.floor, j.stretch, j.planned, j.planned_floor, j.planned_stretch,
        case when j.actual is null and p.progress is not null then 1 else j.cells end as cells,
        case when j.actual is null and p.progress is not null then 1 else j.due end as due,
        j.own_target and 0 < j.cells and j.cells < j.due as over_gap, true as complete,
        j.no_cases and j.actual is null and j.due = 0 as no_cases, j.approximate, p.progress,
        case when k.direction = 'none' or (j.actual is null and j.due = 0 and p.progress is null) then null
            when g.first_from is not null then case when a.weight > 0 then a.weight end
            when j.has_own then 1.0 end as weight,
        w.unit_id is null or a.weight > 0 as tile
    from joined as j
    join kpi as k on k.kpi_id = j.kpi_id
    left join assigned as a on a.unit_id = j.unit_id and a.kpi_id = j.kpi_id
        and j.period >= a.valid_from and j.period < a.valid_to
    left join assigning as g on g.unit_id = j.unit_id and j.period >= g.first_from
    left join weighing as w on w.unit_id = j.unit_id and w.period = j.period
    left join progress as p on p.unit_id = j.unit_id and p.kpi_id = j.kpi_id and p.period = j.period
),
{judge}
select
    unit_id, kpi_id, grain, period, actual, numerator, denominator, target, floor, stretch,
    attainment, scored, met, status, reason, weight, tile, cells, due, approximate,
    planned, planned_floor, planned_stretch, over_gap
from judged
order by period
