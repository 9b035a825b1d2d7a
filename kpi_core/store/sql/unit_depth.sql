-- Depth below the company, for every unit.
with recursive walk as (
    select unit_id, 0 as depth from unit where parent_id is null
    union all
    select u.unit_id, w.depth + 1 from unit as u join walk as w on u.parent_id = w.unit_id
)
update unit set depth = walk.depth from walk where walk.unit_id = unit.unit_id
