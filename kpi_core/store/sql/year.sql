-- One row per month of one unit's KPI from $since to $until that has an actual or a target: judged where there is a result.
select coalesce(r.period, f.period) as period, r.actual, r.cells < r.due as partial, r.numerator, r.denominator, coalesce(r.target, f.target) as target
from (select * from result where unit_id = $unit and kpi_id = $kpi and grain = 'month'
        and period >= $since and period <= $until) as r
full join (select * from fact where unit_id = $unit and kpi_id = $kpi and grain = 'month'
        and period >= $since and period <= $until) as f
    on f.period = r.period
order by 1
