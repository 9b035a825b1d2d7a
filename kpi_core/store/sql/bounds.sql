-- One row: first and last month with any figure (a week is its Thursday's month).
select
    cast(date_trunc('month', least(min(case when grain <> 'week' then period end),
        min(case when grain = 'week' then period end) + interval '3 days')) as date) as first,
    cast(date_trunc('month', greatest(max(case when grain <> 'week' then period end),
        max(case when grain = 'week' then period end) + interval '3 days')) as date) as last
from fact
where grain in ('month', 'day', 'week') and (actual is not null or (numerator is not null and denominator is not null))
