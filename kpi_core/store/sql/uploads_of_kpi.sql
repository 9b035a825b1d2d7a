-- One row per upload that states a field of a KPI, or with $unit of a unit's KPI.
select distinct upload_id
from register_entry
where kpi_id = $kpi and unit_id is not distinct from $unit and field = $field and upload_id > 0
