-- Who may answer a round: groups to choose from, and codes that each answer once.
alter table survey add column teams varchar;
update survey set teams = '';

-- one row per code of a round
create table survey_code (
    survey_id integer,
    digest varchar,
    team varchar,
    used boolean
);
