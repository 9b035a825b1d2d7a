-- Rounds of surveys, what is graded, and one row per anonymous sheet and item.
-- one row per round of a survey
create table survey (
    survey_id integer,
    kind varchar,
    title varchar,
    subject varchar,
    period date,
    scale varchar,
    who varchar,
    moment timestamp
);

-- one row per item of a round
create table survey_item (
    survey_id integer,
    place integer,
    item varchar,
    name varchar,
    name_en varchar,
    meaning varchar,
    meaning_en varchar
);

-- one row per step of a round
create table survey_event (
    event_id integer,
    survey_id integer,
    what varchar,
    who varchar,
    moment timestamp
);

-- one row per sheet and item graded
create table rating (
    survey_id integer,
    sheet bigint,
    team varchar,
    item varchar,
    grade integer
);
