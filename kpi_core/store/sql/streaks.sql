-- One row per unit and KPI that missed in the month $period, at or below the company: since when without a break, looking back to $since.
select r.unit_id, r.kpi_id, max(case when r.status <> 'miss' then r.period end) as last_other, min(r.period) as first
from result as r
join wanted_pair as w on w.unit_id = r.unit_id and w.kpi_id = r.kpi_id
where r.grain = $grain and r.period >= $since and r.period <= $period
group by r.unit_id, r.kpi_id
