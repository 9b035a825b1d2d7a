-- One row per unit at or below $unit and KPI: the judged values of the period.
with recursive below as (
    select unit_id from unit where unit_id = $unit
    union all
    select u.unit_id from unit as u join below as b on u.parent_id = b.unit_id
)
select r.unit_id, r.kpi_id, r.actual, r.target, r.met, r.attainment, r.scored, r.status, r.reason, r.weight, r.cells, r.due,
    r.numerator, r.denominator
from {result} as r
join below as b on b.unit_id = r.unit_id
where r.grain = $grain and r.period = $period
order by r.unit_id, r.kpi_id
