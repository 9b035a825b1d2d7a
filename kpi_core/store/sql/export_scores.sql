-- One row per unit and period with a score row from $since to $until.
select unit_id, grain, period, score, coverage, good, watch, miss, blank
from score
where period >= $since and period <= $until
order by unit_id, grain, period
