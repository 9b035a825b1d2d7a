-- One row per unit, KPI and grain at $depth whose results are made again, and the periods from lo to hi.
insert into scope
select r.unit_id, r.kpi_id, r.grain, min(r.lo), max(case when r.grain = 'month' and r.hi > $last then $last else r.hi end), u.depth
from reach as r
join unit as u on u.unit_id = r.unit_id
where u.depth = $depth and (r.grain <> 'month' or r.lo <= $last)
group by r.unit_id, r.kpi_id, r.grain, u.depth
