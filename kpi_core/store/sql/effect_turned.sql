-- One row per pair of statuses before and after: how many tiles went from one to the other.
select b.status as before, a.status as after, count(*) as count
from result_before as b
full join result_after as a
    on a.unit_id = b.unit_id and a.kpi_id = b.kpi_id and a.grain = b.grain and a.period = b.period
where b.status is distinct from a.status
group by b.status, a.status
order by 3 desc, 1, 2
