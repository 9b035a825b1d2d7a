-- One row: first and last month with any actual.
select min(cast(date_trunc('month', period) as date)) as first, max(cast(date_trunc('month', period) as date)) as last
from fact
where grain in ('day', 'week', 'month') and (actual is not null or denominator is not null)
