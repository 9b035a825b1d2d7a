-- One row per unit, the company first, parents before children.
select unit_id, parent_id, depth, name, name_en, weight, standing from unit order by depth, unit_id
