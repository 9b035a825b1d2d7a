-- One row per upload that speaks of a unit's KPI in a month.
select distinct upload_id from entry where unit_id = $unit and kpi_id = $kpi and grain = 'month' and period = $period
