-- One row per depth in scope: whether any of its units has units below it.
select s.depth, max(case when u.unit_id is null then 0 else 1 end) = 1 as has_below
from (select distinct unit_id, depth from scope) as s
left join unit as u on u.parent_id = s.unit_id
group by s.depth
order by s.depth desc
