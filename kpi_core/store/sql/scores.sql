-- One row per unit, grain and period in scope: the unit's own KPIs, and the scores below it, at $depth.
-- A KPI that cannot be judged (no target, zero target, bad set-up) leaves the weights; one that is late lowers coverage.
insert into {score}
with own as (
    select
        r.unit_id, r.grain, r.period,
        sum(case when r.scored is not null or r.reason in ('missing', 'low_coverage') then r.weight end) as due,
        sum(case when r.scored is not null then r.weight end) as had,
        sum(r.weight * r.scored) as points,
        sum(case when r.tile and r.status = 'good' then 1 else 0 end) as good,
        sum(case when r.tile and r.status = 'watch' then 1 else 0 end) as watch,
        sum(case when r.tile and r.status = 'miss' then 1 else 0 end) as miss,
        sum(case when r.tile and r.status = 'none' then 1 else 0 end) as blank
    from {result} as r
    join score_scope as s on s.unit_id = r.unit_id and s.grain = r.grain
        and r.period >= s.lo and r.period <= s.hi and s.depth = $depth
    group by r.unit_id, r.grain, r.period
),
own_scored as (
    select own.*, had / nullif(due, 0) as share,
        case when had >= 0.7 * due - 1e-9 then points / nullif(had, 0) end as score
    from own
),
part as (
    select o.unit_id, o.grain, o.period, u.weight, o.score, o.share, o.due
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
        sum(weight * coalesce(share, 0)) / nullif(sum(weight), 0) as coverage,
        sum(case when score is not null then weight * score end)
            / nullif(sum(case when score is not null then weight end), 0) as score,
        max(due) as own_weight
    from part
    group by unit_id, grain, period
)
select
    o.unit_id, o.grain, o.period,
    case when w.coverage >= 0.7 - 1e-9 then w.score end, w.coverage, w.own_weight, o.good, o.watch, o.miss, o.blank
from own_scored as o
left join whole as w on w.unit_id = o.unit_id and w.grain = o.grain and w.period = o.period
