-- One row per unit and period whose score is another, the newest period first, the company before its units.
select
    coalesce(a.unit_id, b.unit_id) as unit_id, coalesce(a.grain, b.grain) as grain,
    coalesce(a.period, b.period) as period, b.score as before, a.score as after
from score_before as b
full join score_after as a on a.unit_id = b.unit_id and a.grain = b.grain and a.period = b.period
where a.score is null or b.score is null or abs(a.score - b.score) > 1e-9
order by coalesce(a.period, b.period) desc, coalesce(a.grain, b.grain), coalesce(a.unit_id, b.unit_id)
limit $limit
