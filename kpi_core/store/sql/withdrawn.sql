-- One row per known fact of which `touched` ends something, being the whole truth for its units and periods: the values that end.
-- Its blanks end what was there too; targets end only for KPIs for which it states one.
with own as (
    select distinct kpi_id from touched where coalesce(target, floor, stretch) is not null
),
ending as (
    select
        f.unit_id, f.kpi_id, f.grain, f.period,
        case when $covers like '%figures%' and t.actual is null then f.actual end as actual,
        case when $covers like '%figures%' and t.numerator is null then f.numerator end as numerator,
        case when $covers like '%figures%' and t.denominator is null then f.denominator end as denominator,
        case when $covers like '%own_targets%' and o.kpi_id is not null and t.target is null then f.target end as target,
        case when $covers like '%own_targets%' and o.kpi_id is not null and t.floor is null then f.floor end as floor,
        case when $covers like '%own_targets%' and o.kpi_id is not null and t.stretch is null then f.stretch end as stretch
    from fact as f
    join (select distinct unit_id from touched) as w on w.unit_id = f.unit_id
    join (select distinct grain, period from touched) as p on p.grain = f.grain and p.period = f.period
    left join touched as t
        on t.unit_id = f.unit_id and t.kpi_id = f.kpi_id and t.grain = f.grain and t.period = f.period
    left join own as o on o.kpi_id = f.kpi_id
)
select
    u.name as unit, k.name as kpi, e.grain, e.period, e.actual, e.numerator, e.denominator, e.target, e.floor, e.stretch
from ending as e
join unit as u on u.unit_id = e.unit_id
join kpi as k on k.kpi_id = e.kpi_id
where coalesce(e.actual, e.numerator, e.denominator, e.target, e.floor, e.stretch) is not null
order by e.period desc, u.name, k.name, e.grain
