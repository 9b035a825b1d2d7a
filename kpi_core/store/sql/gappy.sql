-- One row per unit and KPI in scope at $depth that has a month without an actual between lo and hi.
create or replace temp table gappy as
with filled as (
    select unit_id, kpi_id, count(*) as n
    from said
    where grain = 'month' and (actual is not null or numerator / nullif(denominator, 0) is not null or without_cases)
    group by unit_id, kpi_id
)
select s.unit_id, s.kpi_id, s.lo, s.hi
from (
    select unit_id, kpi_id, case when lo < $first then $first else lo end as lo, hi
    from scope
    where grain = 'month' and depth = $depth
) as s
left join filled as f on f.unit_id = s.unit_id and f.kpi_id = s.kpi_id
where coalesce(f.n, 0) < (extract(year from s.hi) - extract(year from s.lo)) * 12
    + extract(month from s.hi) - extract(month from s.lo) + 1
