-- One row per standing statement of a target for one unit's KPI from $since on: the newest first, who said it and where.
select e.period, e.target, u.who, u.moment, e.upload_id, u.name as file, e.line
from entry as e
join upload as u on u.upload_id = e.upload_id
join ({standing}) as s on s.upload_id = e.upload_id
where e.unit_id = $unit and e.kpi_id = $kpi and e.grain = $grain and e.period >= $since and e.target is not null
order by e.upload_id desc, e.period desc
limit 400
