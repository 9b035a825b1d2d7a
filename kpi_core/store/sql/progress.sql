-- One row per unit, milestone KPI and month: share done by the month's end, less the penalty for late days.
insert into progress
select
    m.unit_id, m.kpi_id, c.period,
    sum(m.weight * case
        when m.done is null or m.done >= c.period + interval '1 month' then 0.0
        when m.done <= m.due or k.late_penalty is null then 1.0
        when k.late_penalty * (m.done - m.due) >= 1 then 0.0
        else 1.0 - k.late_penalty * (m.done - m.due) end)
        / nullif(sum(m.weight), 0) as progress
from milestone as m
join kpi as k on k.kpi_id = m.kpi_id
join calendar as c on m.due < c.period + interval '1 month' or m.done < c.period + interval '1 month'
where k.form = 'milestone' and c.period <= $last
group by m.unit_id, m.kpi_id, c.period
