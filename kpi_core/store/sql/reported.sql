-- One row per unit without units below it and month: how many KPIs were due, and how many of them have no actual.
select r.unit_id, r.period, count(*) as due, sum(case when r.reason = 'missing' then 1 else 0 end) as missing
from result as r
where r.grain = 'month' and r.due = 1 and r.period >= $first and r.period <= $last
    and not exists (select 1 from unit as c where c.parent_id = r.unit_id)
group by r.unit_id, r.period
