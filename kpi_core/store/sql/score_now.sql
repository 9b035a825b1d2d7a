-- One row: the unit's score in the period.
select score, coverage, good, watch, miss, blank
from {score}
where unit_id = $unit and grain = $grain and period = $period
