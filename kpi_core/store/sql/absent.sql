-- One row per unit, KPI and month in scope that was due and has no actual.
-- Due: assigned, or (in a unit without assignments) any actual in the last 12 months; and the frequency asks for it.
insert into absent
with filled as (
    select s.unit_id, s.kpi_id, s.period
    from said as s
    join gappy as g on g.unit_id = s.unit_id and g.kpi_id = s.kpi_id
    where s.grain = 'month' and (s.actual is not null or s.denominator is not null)
),
open_month as (
    select g.unit_id, g.kpi_id, m.period
    from gappy as g
    join calendar as m on m.period >= g.lo and m.period <= g.hi
    left join filled as f on f.unit_id = g.unit_id and f.kpi_id = g.kpi_id and f.period = m.period
    where f.unit_id is null
),
spoken as (
    select f.unit_id, f.kpi_id, cast(date_trunc('month', f.period) as date) as month
    from fact as f
    join (select distinct unit_id, kpi_id from gappy) as g on g.unit_id = f.unit_id and g.kpi_id = f.kpi_id
    where f.grain in ('day', 'week', 'month') and (f.actual is not null or f.denominator is not null)
    group by f.unit_id, f.kpi_id, cast(date_trunc('month', f.period) as date)
),
lively as (
    select o.unit_id, o.kpi_id, o.period
    from open_month as o
    join spoken as f on f.unit_id = o.unit_id and f.kpi_id = o.kpi_id
        and f.month < o.period and f.month >= o.period - interval '11 months'
    group by o.unit_id, o.kpi_id, o.period
),
wanted as (
    select o.unit_id, o.kpi_id, o.period, a.weight, u.first_from, l.unit_id as lively
    from open_month as o
    left join assigned as a on a.unit_id = o.unit_id and a.kpi_id = o.kpi_id
        and o.period >= a.valid_from and o.period < a.valid_to
    left join assigning as u on u.unit_id = o.unit_id and o.period >= u.first_from
    left join lively as l on l.unit_id = o.unit_id and l.kpi_id = o.kpi_id and l.period = o.period
)
select w.unit_id, w.kpi_id, 'month', w.period, s.unit_id is not null
from wanted as w
join kpi as k on k.kpi_id = w.kpi_id
left join said as s
    on s.unit_id = w.unit_id and s.kpi_id = w.kpi_id and s.grain = 'month' and s.period = w.period
where (w.weight > 0 or (w.first_from is null and w.lively is not null))
    and (
        k.frequency is null or k.frequency = 'month'
        or (k.frequency = 'quarter' and extract(month from w.period) in (3, 6, 9, 12))
        or (k.frequency = 'year' and extract(month from w.period + interval '1 month') = $fiscal_start)
    )
