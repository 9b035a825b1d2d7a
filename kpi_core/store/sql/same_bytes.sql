-- One row per standing upload of the same bytes, the newest first.
select u.upload_id
from upload as u
join ({standing}) as s on s.upload_id = u.upload_id
where u.sha256 = $sha256
order by u.upload_id desc
