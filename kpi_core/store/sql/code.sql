-- A code of a round by its digest: whether it was used, and its group.
select used, team
from survey_code
where survey_id = $survey and digest = $digest
