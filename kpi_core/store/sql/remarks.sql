-- One row per thing said about this unit's KPI, newest first.
select remark_id, period, kind, text, who, moment
from remark
where unit_id = $unit and kpi_id = $kpi and grain = $grain
order by remark_id desc
limit 200
