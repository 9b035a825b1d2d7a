-- One row per incoming fact that meets a known fact: whether it says anything else, and the old values.
-- A blank says nothing, unless the file is the whole truth for that column: for targets, where it states one for the KPI.
with own as (
    select distinct kpi_id from incoming where coalesce(target, floor, stretch) is not null
),
said as (
    select
        i.*, $covers like '%figures%' as figures_end,
        $covers like '%own_targets%' and o.kpi_id is not null as targets_end
    from incoming as i
    left join own as o on o.kpi_id = i.kpi_id
)
select
    i.place, i.figures_end, i.targets_end,
    i.actual as new_actual, f.actual as old_actual,
    i.numerator as new_numerator, f.numerator as old_numerator,
    i.denominator as new_denominator, f.denominator as old_denominator,
    i.target as new_target, f.target as old_target,
    i.floor as new_floor, f.floor as old_floor,
    i.stretch as new_stretch, f.stretch as old_stretch,
    ((i.actual is null and not i.figures_end) or i.actual is not distinct from f.actual)
    and ((i.numerator is null and not i.figures_end) or i.numerator is not distinct from f.numerator)
    and ((i.denominator is null and not i.figures_end) or i.denominator is not distinct from f.denominator)
    and ((i.target is null and not i.targets_end) or i.target is not distinct from f.target)
    and ((i.floor is null and not i.targets_end) or i.floor is not distinct from f.floor)
    and ((i.stretch is null and not i.targets_end) or i.stretch is not distinct from f.stretch) as same
from said as i
join fact as f
    on f.unit_id = i.unit_id and f.kpi_id = i.kpi_id and f.grain = i.grain and f.period = i.period
