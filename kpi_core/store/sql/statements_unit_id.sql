-- One row per statement about the wanted items, oldest first, and whether it stands.
select r.unit_id as id, r.field, r.value, r.upload_id = 0 or s.upload_id is not null as standing
from register_entry as r
join wanted_id as w on w.id = r.unit_id
left join ({standing}) as s on s.upload_id = r.upload_id
where r.kpi_id is null
order by r.seq
