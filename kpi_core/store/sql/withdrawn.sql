-- One row per known fact that `touched` lacks although it is the whole truth for its units and periods.
select u.name as unit, k.name as kpi, f.grain, f.period, f.actual, f.target
from fact as f
join (select distinct unit_id from touched) as w on w.unit_id = f.unit_id
join (select distinct grain, period from touched) as p on p.grain = f.grain and p.period = f.period
join unit as u on u.unit_id = f.unit_id
join kpi as k on k.kpi_id = f.kpi_id
left join touched as t
    on t.unit_id = f.unit_id and t.kpi_id = f.kpi_id and t.grain = f.grain and t.period = f.period
where t.unit_id is null
    and (
        ($covers like '%figures%' and coalesce(f.actual, f.numerator, f.denominator) is not null)
        or ($covers like '%targets%' and coalesce(f.target, f.floor, f.stretch) is not null)
    )
order by f.period desc, u.name, k.name
