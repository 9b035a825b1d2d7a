-- One row per unit (this one and those right below it) and period from $since on.
select s.unit_id, s.period, s.score, s.coverage
from score as s
join unit as u on u.unit_id = s.unit_id
where (u.unit_id = $unit or u.parent_id = $unit) and s.grain = $grain and s.period >= $since and s.period <= $period
order by u.unit_id, s.period
