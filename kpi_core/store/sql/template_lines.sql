-- One row per KPI of a unit: assigned to it, or said by it in the twelve months before $month; with what is said already.
with mine as (
    select distinct kpi_id
    from fact
    where unit_id = $unit and period <= $month and period >= cast($month as date) - interval '12 months'
    union
    select kpi_id from assignment where unit_id = $unit and weight > 0 and valid_from <= $month
),
known as (
    select kpi_id, actual, row_number() over (partition by kpi_id order by period desc) as back
    from fact
    where unit_id = $unit and grain = 'month' and period < $month and actual is not null
),
before as (
    select kpi_id, actual from known where back = 1
)
select k.name, k.name_en, k.measure, f.actual, f.target, b.actual as before
from mine as m
join kpi as k on k.kpi_id = m.kpi_id
left join fact as f
    on f.unit_id = $unit and f.kpi_id = m.kpi_id and f.grain = 'month' and f.period = $month
left join before as b on b.kpi_id = m.kpi_id
order by k.kpi_id
