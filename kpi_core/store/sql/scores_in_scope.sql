-- One row per unit, grain and period in scope that has a score.
select c.unit_id, c.grain, c.period, c.score
from score as c
join score_scope as s on s.unit_id = c.unit_id and s.grain = c.grain and c.period >= s.lo and c.period <= s.hi
where c.score is not null
