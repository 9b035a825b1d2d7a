-- A unit stands while anything below it stands; the company always does.
with recursive above as (
    select unit_id, parent_id from unit where standing
    union
    select u.unit_id, u.parent_id from unit as u join above as a on u.unit_id = a.parent_id
)
update unit set standing = true
where unit_id in (select unit_id from above) or parent_id is null
