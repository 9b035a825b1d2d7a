-- One row per round: its latest step, who took it and when.
select e.what as state, e.who, e.moment
from survey_event as e
where e.survey_id = $survey
    and e.event_id = (select max(l.event_id) from survey_event as l where l.survey_id = $survey)
