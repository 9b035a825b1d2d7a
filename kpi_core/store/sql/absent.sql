-- One row per unit, KPI and month in scope that was due and has no actual.
-- Due: assigned, or (in a unit without weights yet) an actual in the last 12 months; and by the KPI's frequency, in the last
-- month of its period, unless the period was answered before: in an earlier month of it, or at its own grain.
insert into absent
with filled as (
    select s.unit_id, s.kpi_id, s.period
    from said as s
    join gappy as g on g.unit_id = s.unit_id and g.kpi_id = s.kpi_id
    where s.grain = 'month' and (s.actual is not null or s.numerator / nullif(s.denominator, 0) is not null or s.without_cases)
),
open_month as (
    select g.unit_id, g.kpi_id, m.period, k.frequency
    from gappy as g
    join kpi as k on k.kpi_id = g.kpi_id
    join calendar as m on m.period >= g.lo and m.period <= g.hi
    left join filled as f on f.unit_id = g.unit_id and f.kpi_id = g.kpi_id and f.period = m.period
    where f.unit_id is null
        and (
            k.frequency is null or k.frequency = 'month'
            or (k.frequency = 'quarter' and extract(month from m.period) in (3, 6, 9, 12))
            or (k.frequency = 'year' and extract(month from m.period + interval '1 month') = $fiscal_start)
        )
),
handed as (
    select f.unit_id, f.kpi_id, f.grain, k.frequency,
        cast(date_trunc('month', case when f.grain = 'week' then f.period + interval '3 days' else f.period end) as date) as month,
        max(case when f.actual is not null or f.denominator <> 0 then 1 else 0 end) as valued
    from fact as f
    join (select distinct unit_id, kpi_id from gappy) as g on g.unit_id = f.unit_id and g.kpi_id = f.kpi_id
    join kpi as k on k.kpi_id = f.kpi_id
    where (f.actual is not null or (f.numerator is not null and f.denominator is not null))
        and (f.grain in ('day', 'week', 'month') or f.grain = k.frequency)
    group by f.unit_id, f.kpi_id, f.grain, k.frequency,
        cast(date_trunc('month', case when f.grain = 'week' then f.period + interval '3 days' else f.period end) as date)
),
numbered as (
    select unit_id, kpi_id, grain, month, valued, {number:month} as number from handed
),
asked as (
    select unit_id, kpi_id, period, {number:period} as number from open_month
),
answered as (
    select distinct o.unit_id, o.kpi_id, o.period
    from asked as o
    join numbered as h on h.unit_id = o.unit_id and h.kpi_id = o.kpi_id and h.number = o.number
    where h.grain in ('quarter', 'year') or h.month < o.period
),
lively as (
    select distinct o.unit_id, o.kpi_id, o.period
    from open_month as o
    join numbered as h on h.unit_id = o.unit_id and h.kpi_id = o.kpi_id
    where h.month < o.period
        and (
            (h.grain in ('day', 'week', 'month') and h.valued = 1 and h.month >= o.period - interval '11 months')
            or (h.grain = 'quarter' and h.month >= date_trunc('quarter', o.period - interval '11 months'))
        )
),
wanted as (
    select o.unit_id, o.kpi_id, o.period, a.weight, u.first_from, l.unit_id as lively
    from asked as o
    left join answered as d on d.unit_id = o.unit_id and d.kpi_id = o.kpi_id and d.period = o.period
    left join assigned as a on a.unit_id = o.unit_id and a.kpi_id = o.kpi_id
        and o.period >= a.valid_from and o.period < a.valid_to
    left join assigning as u on u.unit_id = o.unit_id and o.period >= u.first_from
    left join lively as l on l.unit_id = o.unit_id and l.kpi_id = o.kpi_id and l.period = o.period
    where d.unit_id is null
)
select w.unit_id, w.kpi_id, 'month', w.period, s.unit_id is not null
from wanted as w
left join said as s
    on s.unit_id = w.unit_id and s.kpi_id = w.kpi_id and s.grain = 'month' and s.period = w.period
where w.weight > 0 or (w.first_from is null and w.lively is not null)
