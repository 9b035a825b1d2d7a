-- One row per unit, grain and period in scope, or after the last month, that has a score.
select c.unit_id, c.grain, c.period, c.score
from score as c
join score_scope as s on s.unit_id = c.unit_id and s.grain = c.grain and c.period >= s.lo and c.period <= s.hi
where c.score is not null
union all
select c.unit_id, c.grain, c.period, c.score
from score as c
where c.score is not null and c.grain = 'month' and c.period > $last
