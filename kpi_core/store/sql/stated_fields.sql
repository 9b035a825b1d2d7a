-- One row per KPI and field that a standing statement sets, guesses apart: the latest value.
select r.kpi_id, r.field, r.value
from register_entry as r
left join ({standing}) as s on s.upload_id = r.upload_id
where r.unit_id is null and r.basis is distinct from 'guessed' and (r.upload_id = 0 or s.upload_id is not null)
order by r.seq
