-- One row per KPI: what its name is, in both languages, and its measure.
select kpi_id, name, name_en, measure, standing from kpi order by kpi_id
