-- One row per standing upload of a table of this shape, newest first: what was said of it, and whose figures it held.
select u.upload_id, u.name, u.who, u.moment, u.layout, min(n.name) as unit, count(distinct e.unit_id) as units
from upload as u
join ({standing}) as s on s.upload_id = u.upload_id
join entry as e on e.upload_id = u.upload_id
join unit as n on n.unit_id = e.unit_id
where u.layout like $shape
group by u.upload_id, u.name, u.who, u.moment, u.layout
order by u.upload_id desc
limit 20
