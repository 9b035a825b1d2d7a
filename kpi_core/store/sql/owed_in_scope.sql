-- One row per weighed KPI in scope whose figure is due and missing, where it could have been judged (as scores.sql has it).
select r.unit_id, r.kpi_id, r.grain, r.period
from result as r
join scope as s on s.unit_id = r.unit_id and s.kpi_id = r.kpi_id and s.grain = r.grain
    and r.period >= s.lo and r.period <= s.hi
join kpi as k on k.kpi_id = r.kpi_id
where r.reason = 'missing' and r.weight > 0
    and (
        k.direction = 'band' or k.form in ('band', 'binary', 'milestone')
        or exists (
            select 1
            from result as t
            where t.unit_id = r.unit_id and t.kpi_id = r.kpi_id and t.grain = 'month' and t.target is not null
                and t.period <= r.period and t.period >= r.period - interval '11 months'
        )
    )
