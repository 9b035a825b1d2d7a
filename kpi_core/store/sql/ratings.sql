-- One row per sheet and item of a round; sheets come in an order that tells nothing.
select sheet, team, item, grade
from rating
where survey_id = $survey
order by sheet, item
