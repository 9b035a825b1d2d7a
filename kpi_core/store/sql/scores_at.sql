-- One row per unit with a score row in the period.
select unit_id, score, coverage, good, watch, miss, blank
from {score}
where grain = $grain and period = $period
