-- One row per line of a file that spoke of this unit, KPI and month (or a day or week of it), newest first.
select
    e.upload_id, u.name as file, e.line, u.who, u.moment, e.grain, e.period, e.actual, e.numerator, e.denominator,
    e.target, s.upload_id is not null as stands, case when e.says = 'withdrawn' then u.covers else '' end as ends
from entry as e
join upload as u on u.upload_id = e.upload_id
left join ({standing}) as s on s.upload_id = e.upload_id
where e.unit_id = $unit and e.kpi_id = $kpi
    and (
        (e.grain = $grain and e.period = $period)
        or ($grain = 'month' and e.grain in ('day', 'week')
            and date_trunc('month', case when e.grain = 'week' then e.period + interval '3 days' else e.period end)
                = cast($period as date))
    )
order by e.upload_id desc, e.period
limit 200
