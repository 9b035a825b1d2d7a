-- One row per unit and first month of a KPI's weight.
select unit_id, weight, valid_from from assignment where kpi_id = $kpi order by unit_id, valid_from
