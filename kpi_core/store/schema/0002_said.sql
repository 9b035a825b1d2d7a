-- What was said about a KPI, what is done about it, and where its limits start anew: append-only.
-- one row per decision where the limits of a unit's KPI start anew
create table baseline (
    baseline_id integer,
    unit_id integer,
    kpi_id integer,
    grain varchar,
    period date,
    reason varchar,
    who varchar,
    moment timestamp
);

-- one row per thing said about a unit's KPI in a period
create table remark (
    remark_id integer,
    unit_id integer,
    kpi_id integer,
    grain varchar,
    period date,
    kind varchar,
    text varchar,
    who varchar,
    moment timestamp
);

-- one row per countermeasure agreed for a unit's KPI in a period
create table action (
    action_id integer,
    unit_id integer,
    kpi_id integer,
    grain varchar,
    period date,
    text varchar,
    owner varchar,
    due date,
    who varchar,
    moment timestamp
);

-- one row per step of a countermeasure
create table action_event (
    event_id integer,
    action_id integer,
    what varchar,
    note varchar,
    who varchar,
    moment timestamp
);
