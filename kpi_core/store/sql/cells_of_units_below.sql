-- Fragment of cells.sql: what the units right below add up to, and what is owed there.
child as (
    select
        u.parent_id as unit_id, r.kpi_id, r.grain, r.period, r.cells, r.due, r.approximate,
        case when k.aggregation = 'last' then 'sum' else k.aggregation end as aggregation, false as latest,
        case when k.measure = '%' then 100 else 1 end as scale,
        r.actual, r.numerator, r.denominator, r.target, r.floor, r.stretch, r.planned, r.planned_floor, r.planned_stretch,
        r.reason = 'no_cases' as no_cases,
        r.actual is not null and (o.target is not null or not r.over_gap) as added
    from {result} as r
    join unit as u on u.unit_id = r.unit_id
    join scope as s on s.unit_id = u.parent_id and s.kpi_id = r.kpi_id and s.grain = r.grain
        and r.period >= s.lo and r.period <= s.hi and s.depth = $depth
    join kpi as k on k.kpi_id = r.kpi_id
    left join own as o
        on o.unit_id = u.parent_id and o.kpi_id = r.kpi_id and o.grain = r.grain and o.period = r.period
),
owed as (
    select unit_id, kpi_id, grain, period, sum(due) as due, max(case when no_cases then 1 else 0 end) = 1 as no_cases
    from child
    group by unit_id, kpi_id, grain, period
),
plan as (
    select unit_id, kpi_id, grain, period,
        {plan:planned} as planned, {plan:planned_floor} as planned_floor, {plan:planned_stretch} as planned_stretch
    from (select c.*, c.due as share from child as c where c.due > 0) as due_child
    group by unit_id, kpi_id, grain, period, aggregation
),
added as (
    select
        unit_id, kpi_id, grain, period, sum(cells) as cells, max(case when approximate then 1 else 0 end) = 1 as approximate,
        {combined}
    from (select c.*, c.cells as share from child as c where c.added) as added_child
    group by unit_id, kpi_id, grain, period, aggregation
),
below as (
    select
        w.unit_id, w.kpi_id, w.grain, w.period, a.actual, a.numerator, a.denominator, a.target, a.floor, a.stretch,
        p.planned, p.planned_floor, p.planned_stretch, coalesce(a.cells, 0) as cells, w.due, w.no_cases,
        coalesce(a.blended or a.approximate, false) as blended
    from owed as w
    left join plan as p
        on p.unit_id = w.unit_id and p.kpi_id = w.kpi_id and p.grain = w.grain and p.period = w.period
    left join added as a
        on a.unit_id = w.unit_id and a.kpi_id = w.kpi_id and a.grain = w.grain and a.period = w.period
),
