-- One row per KPI and period of a unit from $since to $until that has an actual or a target, oldest first.
{course}
where r.unit_id = $unit and r.grain = $grain and r.period >= $since and r.period <= $until
    and (r.actual is not null or r.target is not null)
order by r.kpi_id, r.period
