-- One row per wanted unit and each unit above one: those whose standing may rest on it.
with recursive above as (
    select id as unit_id from wanted_id
    union
    select u.parent_id from unit as u join above as a on a.unit_id = u.unit_id where u.parent_id is not null
)
select unit_id as id from above order by 1
