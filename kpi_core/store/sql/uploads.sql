-- One row per upload, newest first, and what became of it.
select
    u.upload_id, u.name, u.sha256, u.kind, u.mode, u.left_out, u.who, u.moment, u.line_count, u.accepted, u.encoding,
    u.layout, e.what is null or e.what = 'redo' as stands,
    case when e.what = 'undo' then e.who end as undone_by,
    case when e.what = 'undo' then e.moment end as undone_at
from upload as u
left join (select upload_id, max(event_id) as event_id from upload_event group by upload_id) as latest
    on latest.upload_id = u.upload_id
left join upload_event as e on e.event_id = latest.event_id
order by u.upload_id desc
