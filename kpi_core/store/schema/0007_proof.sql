-- What was written is proven by seals in the audit; an answer to a round leaves no row there.
alter table audit add column seals varchar;

-- results are read once the round is closed: how many had answered by then
alter table survey_event add column sheets integer;

-- one row: the name of this store, given once
create table identity (
    store_id varchar
);
insert into identity select cast(gen_random_uuid() as varchar);

-- one row per round: its sheets so far and the digests of its ratings and codes, replaced at each answer
create table survey_answers (
    survey_id integer,
    sheets integer,
    ratings varchar,
    codes varchar
);
