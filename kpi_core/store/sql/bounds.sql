-- One row: first and last month with any actual.
select cast(date_trunc('month', min(period)) as date) as first, cast(date_trunc('month', max(period)) as date) as last
from fact
where grain in ('month', 'day', 'week') and (actual is not null or denominator is not null)
