-- One row per wanted pair and month from $since to $until that has an actual or a target, oldest first.
{course}
join wanted_pair as w on w.unit_id = r.unit_id and w.kpi_id = r.kpi_id
where r.grain = 'month' and r.period >= $since and r.period <= $until
    and (r.actual is not null or r.target is not null)
order by r.unit_id, r.kpi_id, r.period
