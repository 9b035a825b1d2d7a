-- One row per unit at or below $unit with KPIs that were due and not handed in.
with recursive below as (
    select unit_id from unit where unit_id = $unit
    union all
    select u.unit_id from unit as u join below as b on u.parent_id = b.unit_id
)
select r.unit_id, sum(case when r.reason = 'missing' then 1 else 0 end) as missing, count(*) as due
from {result} as r
join below as b on b.unit_id = r.unit_id
where r.grain = $grain and r.period = $period and r.due = 1
group by r.unit_id
having sum(case when r.reason = 'missing' then 1 else 0 end) > 0
    and not exists (select 1 from unit as c where c.parent_id = r.unit_id)
order by missing desc, r.unit_id
