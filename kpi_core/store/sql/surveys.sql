-- One row per round, newest month first: its latest step, how many sheets it has and had at each closing, how many codes were made.
select
    s.survey_id, s.kind, s.title, s.subject, s.period, s.scale, s.who, s.teams,
    (select last.what from survey_event as last
        where last.event_id = (select max(e.event_id) from survey_event as e where e.survey_id = s.survey_id)) as state,
    (select string_agg(cast(e.sheets as varchar), ',' order by e.event_id)
        from survey_event as e where e.survey_id = s.survey_id and e.what = 'closed') as closings,
    (select count(distinct r.sheet) from rating as r where r.survey_id = s.survey_id) as sheets,
    (select count(*) from survey_code as c where c.survey_id = s.survey_id) as codes
from survey as s
order by s.period desc, s.survey_id desc
