-- One row per KPI whose figures stand by month: in how many months of how many units, and how many days.
select kpi_id, sum(case when grain = 'month' then 1 else 0 end) as months, sum(case when grain = 'day' then 1 else 0 end) as days
from fact
where grain in ('month', 'day') and (actual is not null or denominator is not null)
group by kpi_id
