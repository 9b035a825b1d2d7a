-- One row per item of a round, in the order of the radar.
select item, name, name_en, meaning, meaning_en
from survey_item
where survey_id = $survey
order by place
