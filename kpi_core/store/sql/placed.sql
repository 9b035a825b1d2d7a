-- One row per unit at or below $unit with the share of the score that its own KPIs have (null without a score of their own).
with recursive held as (
    select s.unit_id, u.parent_id, u.weight, s.score, s.own_weight
    from {score} as s
    join unit as u on u.unit_id = s.unit_id
    where s.grain = $grain and s.period = $period and s.score is not null
),
family as (
    select parent_id, sum(weight) as weight from held where parent_id is not null group by parent_id
),
below as (
    select h.unit_id, cast(1.0 as double) as share from held as h where h.unit_id = $unit
    union all
    select h.unit_id,
        b.share * h.weight / (f.weight + case when p.own_weight is null then 0 else p.weight end) as share
    from below as b
    join held as p on p.unit_id = b.unit_id
    join held as h on h.parent_id = b.unit_id
    join family as f on f.parent_id = b.unit_id
),
placed as (
    select
        b.unit_id,
        b.share * case when p.own_weight is null then null when f.weight is null then 1.0
            else p.weight / (f.weight + p.weight) end as share
    from below as b
    join held as p on p.unit_id = b.unit_id
    left join family as f on f.parent_id = b.unit_id
),
had as (
    select unit_id, sum(weight) as weight
    from {result}
    where grain = $grain and period = $period and weight is not null and scored is not null
    group by unit_id
)
