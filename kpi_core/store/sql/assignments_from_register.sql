-- One row per wanted unit, KPI and first month: the latest standing weight.
insert into assignment
select r.unit_id, r.kpi_id, cast(r.value as double), r.valid_from
from register_entry as r
join wanted_pair as w on w.unit_id = r.unit_id and w.kpi_id = r.kpi_id
left join ({standing}) as s on s.upload_id = r.upload_id
where r.field = 'weight' and r.value is not null and (r.upload_id = 0 or s.upload_id is not null)
    and not exists (
        select 1
        from register_entry as later
        left join ({standing}) as t on t.upload_id = later.upload_id
        where later.unit_id = r.unit_id and later.kpi_id = r.kpi_id and later.field = 'weight'
            and later.valid_from = r.valid_from and later.seq > r.seq
            and (later.upload_id = 0 or t.upload_id is not null)
    )
