-- One row per unit, KPI and first month of a weight.
select unit_id, kpi_id, weight, valid_from from assignment order by kpi_id, unit_id, valid_from
