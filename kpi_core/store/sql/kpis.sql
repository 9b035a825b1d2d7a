-- One row per KPI with its whole register.
select * from kpi order by kpi_id
