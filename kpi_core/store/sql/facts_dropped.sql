-- Removes the facts of the touched keys.
delete from fact
using touched as t
where fact.unit_id = t.unit_id and fact.kpi_id = t.kpi_id and fact.grain = t.grain and fact.period = t.period
