-- One row per unit, grain and period in scope: the unit's own KPIs, and the scores below it, at $depth.
-- A KPI that cannot be judged (no target, zero target, bad set-up) leaves the weights. One that is late lowers coverage where it
-- could have been judged: it had a target in one of the last 12 months, or its form needs none.
-- `own_weight` is the weight of the unit's own KPIs where they have a score; without one they have no share of the whole.
insert into {score}
with late as (
    select r.unit_id, r.kpi_id, r.grain, r.period,
        k.direction = 'band' or k.form in ('band', 'binary', 'milestone') as needs_none
    from {result} as r
    join score_scope as s on s.unit_id = r.unit_id and s.grain = r.grain
        and r.period >= s.lo and r.period <= s.hi and s.depth = $depth
    join kpi as k on k.kpi_id = r.kpi_id
    where r.weight is not null and r.reason in ('missing', 'low_coverage')
),
judgeable as (
    select l.unit_id, l.kpi_id, l.grain, l.period from late as l where l.needs_none
    union
    select l.unit_id, l.kpi_id, l.grain, l.period
    from late as l
    join result as t on t.unit_id = l.unit_id and t.kpi_id = l.kpi_id and t.grain = 'month' and t.target is not null
        and t.period <= l.period and t.period >= l.period - interval '11 months'
),
own as (
    select
        r.unit_id, r.grain, r.period,
        sum(case when r.scored is not null or j.unit_id is not null then r.weight end) as due,
        sum(case when r.scored is not null then r.weight end) as had,
        sum(r.weight * r.scored) as points,
        sum(case when r.tile and r.status = 'good' then 1 else 0 end) as good,
        sum(case when r.tile and r.status = 'watch' then 1 else 0 end) as watch,
        sum(case when r.tile and r.status = 'miss' then 1 else 0 end) as miss,
        sum(case when r.tile and r.status = 'none' then 1 else 0 end) as blank
    from {result} as r
    join score_scope as s on s.unit_id = r.unit_id and s.grain = r.grain
        and r.period >= s.lo and r.period <= s.hi and s.depth = $depth
    left join judgeable as j
        on j.unit_id = r.unit_id and j.kpi_id = r.kpi_id and j.grain = r.grain and j.period = r.period
    group by r.unit_id, r.grain, r.period
),
own_scored as (
    select own.*, coalesce(had, 0) / nullif(due, 0) as share,
        case when had >= 0.7 * due - 1e-9 then points / nullif(had, 0) end as score
    from own
),
part as (
    select o.unit_id, o.grain, o.period, u.weight, o.score, o.share, case when o.score is not null then o.due end as own_weight
    from own_scored as o
    join unit as u on u.unit_id = o.unit_id
    where o.due > 0
    union all
    select u.parent_id, c.grain, c.period, u.weight, c.score, c.coverage, null
    from {score} as c
    join unit as u on u.unit_id = c.unit_id
    join score_scope as s on s.unit_id = u.parent_id and s.grain = c.grain
        and c.period >= s.lo and c.period <= s.hi and s.depth = $depth
    where c.coverage is not null
),
whole as (
    select
        unit_id, grain, period,
        sum(weight * share) / nullif(sum(weight), 0) as coverage,
        sum(case when score is not null then weight * score end)
            / nullif(sum(case when score is not null then weight end), 0) as score,
        max(own_weight) as own_weight
    from part
    group by unit_id, grain, period
)
select
    o.unit_id, o.grain, o.period,
    case when w.coverage >= 0.7 - 1e-9 then w.score end, w.coverage, w.own_weight, o.good, o.watch, o.miss, o.blank
from own_scored as o
left join whole as w on w.unit_id = o.unit_id and w.grain = o.grain and w.period = o.period
