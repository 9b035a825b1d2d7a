-- One row per milestone of a KPI.
select unit_id, item, weight, due, done from milestone where kpi_id = $kpi order by unit_id, due, item
