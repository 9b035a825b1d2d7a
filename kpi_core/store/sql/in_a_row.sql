-- One row per wanted pair: how many periods of the KPI's own frequency up to $period were due (back to $since), and the place,
-- counted back from the newest, of the first that was not judged a miss. Of several months of a quarter the latest speaks.
with asked as (
    select r.unit_id, r.kpi_id, r.period, r.status, k.frequency
    from result as r
    join wanted_pair as w on w.unit_id = r.unit_id and w.kpi_id = r.kpi_id
    join kpi as k on k.kpi_id = r.kpi_id
    where r.grain = $grain and r.period >= $since and r.period <= $period and r.due > 0
),
numbered as (
    select unit_id, kpi_id, period, status, {number:period} as number from asked
),
latest as (
    select numbered.*, row_number() over (partition by unit_id, kpi_id, number order by period desc) as late from numbered
),
placed as (
    select unit_id, kpi_id, status, row_number() over (partition by unit_id, kpi_id order by number desc) as place
    from latest
    where late = 1
)
select unit_id, kpi_id, count(*) as looked, min(case when status <> 'miss' then place end) as other
from placed
group by unit_id, kpi_id
