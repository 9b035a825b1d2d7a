-- One row per incoming line that meets a known fact: whether it says anything else, and the old values.
select
    i.line, i.actual as new_actual, f.actual as old_actual, i.target as new_target, f.target as old_target,
    (i.actual is null or i.actual is not distinct from f.actual)
    and (i.numerator is null or i.numerator is not distinct from f.numerator)
    and (i.denominator is null or i.denominator is not distinct from f.denominator)
    and (i.target is null or i.target is not distinct from f.target)
    and (i.floor is null or i.floor is not distinct from f.floor)
    and (i.stretch is null or i.stretch is not distinct from f.stretch) as same
from incoming as i
join fact as f
    on f.unit_id = i.unit_id and f.kpi_id = i.kpi_id and f.grain = i.grain and f.period = i.period
