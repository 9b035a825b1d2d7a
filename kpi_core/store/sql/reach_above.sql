-- One row per unit above the units at $depth: what changed below changes above.
insert into reach
select u.parent_id, s.kpi_id, s.grain, min(s.lo), max(s.hi)
from scope as s
join unit as u on u.unit_id = s.unit_id
where s.depth = $depth and u.parent_id is not null
group by u.parent_id, s.kpi_id, s.grain
