-- One row: how many units and periods have another score.
select count(*) as count
from score_before as b
full join score_after as a on a.unit_id = b.unit_id and a.grain = b.grain and a.period = b.period
where a.score is null or b.score is null or abs(a.score - b.score) > 1e-9
