-- One row per unit and KPI whose months $lo..$hi became reportable because a newer month arrived.
insert into reach
select unit_id, kpi_id, 'month', cast($lo as date), cast($hi as date)
from (
    select unit_id, kpi_id from assignment
    union
    select unit_id, kpi_id from fact
    where period >= cast($lo as date) - interval '24 months' and period <= cast($hi as date) + interval '1 month'
) as lively
