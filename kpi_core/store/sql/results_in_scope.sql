-- One row per tile in scope, or after the last month, where it cannot stay: its status.
select r.unit_id, r.kpi_id, r.grain, r.period, cast(r.status as varchar) as status
from result as r
join scope as s on s.unit_id = r.unit_id and s.kpi_id = r.kpi_id and s.grain = r.grain
    and r.period >= s.lo and r.period <= s.hi
where r.tile
union all
select r.unit_id, r.kpi_id, r.grain, r.period, cast(r.status as varchar) as status
from result as r
where r.tile and r.grain = 'month' and r.period > $last
