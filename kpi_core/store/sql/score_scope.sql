-- One row per unit and grain whose scores are made again; the units above included, level by level.
insert into score_scope
select s.unit_id, s.grain, min(s.lo), max(s.hi), s.depth
from scope as s
group by s.unit_id, s.grain, s.depth
