-- One row per KPI: the least and the largest size of its actuals (given, or N / D) and targets, zeros aside.
select s.kpi_id, min(s.size) as least, max(s.size) as most
from (
    select f.kpi_id,
        abs(coalesce(f.actual, f.numerator / nullif(f.denominator, 0)
            * case when k.measure = '%' then 100 else 1 end)) as size
    from fact as f
    join kpi as k on k.kpi_id = f.kpi_id
    union all
    select f.kpi_id, abs(f.target) as size from fact as f
) as s
where s.size > 0
group by s.kpi_id
