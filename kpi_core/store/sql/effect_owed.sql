-- One row per unit's KPI that is due and missing in a period in which some score vanishes, and whether it was not so before.
select a.unit_id, a.kpi_id, a.grain, a.period, b.unit_id is null as newly
from owed_after as a
join (
    select distinct b.grain, b.period
    from score_before as b
    left join score_after as n on n.unit_id = b.unit_id and n.grain = b.grain and n.period = b.period
    where b.score is not null and n.score is null
) as v on v.grain = a.grain and v.period = a.period
left join owed_before as b
    on b.unit_id = a.unit_id and b.kpi_id = a.kpi_id and b.grain = a.grain and b.period = a.period
order by a.period desc, a.unit_id, a.kpi_id
limit $limit
