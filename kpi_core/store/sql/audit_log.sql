-- One row per deed, newest first, at most $count.
select moment, who, what, detail from audit order by seq desc limit $count
