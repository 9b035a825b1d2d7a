-- One row per weighed KPI in scope whose figure is due and missing.
select r.unit_id, r.kpi_id, r.grain, r.period
from result as r
join scope as s on s.unit_id = r.unit_id and s.kpi_id = r.kpi_id and s.grain = r.grain
    and r.period >= s.lo and r.period <= s.hi
where r.reason = 'missing' and r.weight > 0
