-- One row per unit, KPI and grain of the units whose register changed: every period they have, may be due in, or had results in before.
insert into reach
select f.unit_id, f.kpi_id, case when f.grain in ('day', 'week') then 'month' else f.grain end,
    min(cast(date_trunc('month', f.period) as date)),
    max(cast(case when f.grain in ('quarter', 'year') then f.period
        else date_trunc('month', f.period + interval '3 days') + interval '11 months' end as date))
from fact as f
join changed_unit as c on c.unit_id = f.unit_id
group by f.unit_id, f.kpi_id, case when f.grain in ('day', 'week') then 'month' else f.grain end
union all
select p.unit_id, p.kpi_id, 'month', cast($first as date), cast($last as date)
from (select unit_id, kpi_id from assignment union select unit_id, kpi_id from fact) as p
join changed_unit as c on c.unit_id = p.unit_id
where cast($first as date) is not null
union all
select r.unit_id, r.kpi_id, r.grain, min(r.period), max(r.period)
from result as r
join changed_unit as c on c.unit_id = r.unit_id
group by r.unit_id, r.kpi_id, r.grain
