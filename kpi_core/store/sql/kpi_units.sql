-- One row per unit and KPI that has a result in the period.
select unit_id, kpi_id from result where grain = $grain and period = $period order by unit_id, kpi_id
