-- One row per wanted item that a standing upload speaks of, or a person who did more than say yes to a guess.
select distinct e.kpi_id as id
from entry as e
join wanted_id as w on w.id = e.kpi_id
join ({standing}) as s on s.upload_id = e.upload_id
where e.line > 0
union
select distinct r.kpi_id as id
from register_entry as r
join wanted_id as w on w.id = r.kpi_id
left join ({standing}) as s on s.upload_id = r.upload_id
where r.upload_id = 0 and r.basis is distinct from 'confirmed' or s.upload_id is not null
