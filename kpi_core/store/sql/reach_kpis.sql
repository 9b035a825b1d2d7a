-- One row per unit, KPI and grain of the KPIs whose register changed: every period they have, and every month they may be due in.
insert into reach
select f.unit_id, f.kpi_id, case when f.grain in ('day', 'week') then 'month' else f.grain end,
    min(cast(date_trunc('month', f.period) as date)),
    max(cast(case when f.grain in ('quarter', 'year') then f.period
        else date_trunc('month', f.period + interval '3 days') + interval '11 months' end as date))
from fact as f
join changed_kpi as c on c.kpi_id = f.kpi_id
group by f.unit_id, f.kpi_id, case when f.grain in ('day', 'week') then 'month' else f.grain end
union all
select p.unit_id, p.kpi_id, 'month', cast($first as date), cast($last as date)
from (select unit_id, kpi_id from assignment union select unit_id, kpi_id from fact) as p
join changed_kpi as c on c.kpi_id = p.kpi_id
where cast($first as date) is not null
