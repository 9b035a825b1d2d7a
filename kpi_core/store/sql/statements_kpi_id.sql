-- One row per statement about the wanted items, oldest first, whether it stands, and what it rests on.
select r.kpi_id as id, r.field, r.value, r.basis, r.upload_id = 0 or s.upload_id is not null as standing
from register_entry as r
join wanted_id as w on w.id = r.kpi_id
left join ({standing}) as s on s.upload_id = r.upload_id
where r.unit_id is null
order by r.seq
