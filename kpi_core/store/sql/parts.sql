-- One row per unit right below whose value goes into this unit's KPI in the period.
select r.unit_id, r.actual, r.numerator, r.denominator, r.target, r.status
from result as r
join unit as u on u.unit_id = r.unit_id
where u.parent_id = $unit and r.kpi_id = $kpi and r.grain = $grain and r.period = $period and r.cells > 0
order by r.unit_id
