-- One row per KPI: what its name is, in both languages, its measure, and what of it is guessed from its name.
select kpi_id, name, name_en, measure, standing, unconfirmed, direction, aggregation from kpi order by kpi_id
