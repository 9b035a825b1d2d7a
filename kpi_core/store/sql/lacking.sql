-- One row per key of the units and periods in `touched` that the ledger speaks of and `touched` does not.
-- Undone uploads count too: what a redo brings back must find that it was withdrawn.
select distinct e.unit_id, e.kpi_id, e.grain, e.period
from entry as e
join (select distinct unit_id from touched) as u on u.unit_id = e.unit_id
join (select distinct grain, period from touched) as p on p.grain = e.grain and p.period = e.period
left join touched as t
    on t.unit_id = e.unit_id and t.kpi_id = e.kpi_id and t.grain = e.grain and t.period = e.period
where t.unit_id is null and e.line > 0
