-- One row per unit and period that had a score and has none any more, the newest period first, the company before its units.
select b.unit_id, b.grain, b.period, b.score as before
from score_before as b
left join score_after as a on a.unit_id = b.unit_id and a.grain = b.grain and a.period = b.period
where b.score is not null and a.score is null
order by b.period desc, b.grain, b.unit_id
limit $limit
