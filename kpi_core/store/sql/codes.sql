-- How many codes of a round were made and used, by group.
select team, count(*) as made, count(*) filter (where used) as used
from survey_code
where survey_id = $survey
group by team
order by team nulls last
