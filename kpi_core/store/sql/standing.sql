-- One row per upload that stands: never undone, or redone since.
select u.upload_id
from upload as u
left join (select upload_id, max(event_id) as event_id from upload_event group by upload_id) as latest
    on latest.upload_id = u.upload_id
left join upload_event as e on e.event_id = latest.event_id
where e.what is null or e.what = 'redo'
