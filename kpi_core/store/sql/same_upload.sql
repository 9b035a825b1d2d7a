-- One row per standing upload of the same file, kind, mode, layout and left-out lines that no later standing upload touched.
select u.upload_id
from upload as u
join ({standing}) as s on s.upload_id = u.upload_id
where u.sha256 = $sha256 and u.kind = $kind and u.mode = $mode and u.left_out = $left_out
    and u.layout = $layout
    and not exists (
        select 1
        from entry as mine
        join entry as later
            on later.unit_id = mine.unit_id and later.kpi_id = mine.kpi_id
            and later.grain = mine.grain and later.period = mine.period
        join ({standing}) as t on t.upload_id = later.upload_id
        where mine.upload_id = u.upload_id and later.upload_id > u.upload_id
    )
    and not exists (
        select 1
        from register_entry as mine
        join register_entry as later on later.field = mine.field
            and later.unit_id is not distinct from mine.unit_id and later.kpi_id is not distinct from mine.kpi_id
        left join ({standing}) as t on t.upload_id = later.upload_id
        where $kind <> 'facts' and mine.upload_id = u.upload_id and later.seq > mine.seq
            and later.upload_id <> mine.upload_id and (later.upload_id = 0 or t.upload_id is not null)
    )
order by u.upload_id desc
