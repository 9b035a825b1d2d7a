create type judgement as enum ('good', 'watch', 'miss', 'none');

create type judgement_reason as enum ('ok', 'missing', 'no_target', 'zero_target', 'small_target', 'unbounded', 'bad_config', 'low_coverage');

create type statement_kind as enum ('value', 'withdrawn');

-- one row per setting
create table setting (
    name varchar,
    value varchar
);

-- one row per month from 1990 to 2100
create table calendar (
    period date
);

-- one row per file taken in
create table upload (
    upload_id integer,
    name varchar,
    sha256 varchar,
    kind varchar,
    mode varchar,
    left_out varchar,
    who varchar,
    moment timestamp,
    line_count integer,
    accepted integer,
    encoding varchar,
    layout varchar
);

-- one row per file taken in
create table upload_file (
    upload_id integer,
    codec varchar,
    size bigint,
    bytes blob
);

-- one row per undo or redo
create table upload_event (
    event_id integer,
    upload_id integer,
    what varchar,
    who varchar,
    moment timestamp
);

-- one row per accepted line of a facts file
create table entry (
    upload_id integer,
    line integer,
    unit_id integer,
    kpi_id integer,
    grain varchar,
    period date,
    actual double,
    numerator double,
    denominator double,
    target double,
    floor double,
    stretch double,
    says statement_kind
);

-- one row per statement about a unit, a KPI or an assignment
create table register_entry (
    seq integer,
    upload_id integer,
    unit_id integer,
    kpi_id integer,
    field varchar,
    value varchar,
    valid_from date
);

-- one row per unit, KPI, grain and period: what the ledger says now
create table fact (
    unit_id integer,
    kpi_id integer,
    grain varchar,
    period date,
    actual double,
    numerator double,
    denominator double,
    target double,
    floor double,
    stretch double
);

-- one row per unit, KPI, grain and period that has a fact or was due
create table result (
    unit_id integer,
    kpi_id integer,
    grain varchar,
    period date,
    actual double,
    numerator double,
    denominator double,
    target double,
    floor double,
    stretch double,
    attainment double,
    scored double,
    met boolean,
    status judgement,
    reason judgement_reason,
    weight double,
    tile boolean,
    cells integer,
    due integer,
    approximate boolean
);

-- one row per unit, grain and period
create table score (
    unit_id integer,
    grain varchar,
    period date,
    score double,
    coverage double,
    own_weight double,
    good integer,
    watch integer,
    miss integer,
    blank integer
);

-- one row per unit of the company
create table unit (
    unit_id integer,
    parent_id integer,
    depth integer,
    name varchar,
    name_en varchar,
    weight double,
    standing boolean
);

-- one row per KPI
create table kpi (
    kpi_id integer,
    name varchar,
    name_en varchar,
    definition varchar,
    formula varchar,
    measure varchar,
    measure_en varchar,
    decimals integer,
    direction varchar,
    form varchar,
    aggregation varchar,
    cap double,
    good double,
    watch double,
    low double,
    high double,
    tol_low double,
    tol_high double,
    tolerance double,
    materiality double,
    baseline double,
    floor double,
    stretch double,
    late_penalty double,
    perspective varchar,
    kra varchar,
    source varchar,
    frequency varchar,
    owner varchar,
    supervisor varchar,
    standing boolean
);

-- one row per unit, KPI and first month of a weight
create table assignment (
    unit_id integer,
    kpi_id integer,
    weight double,
    valid_from date
);

-- one row per milestone of a unit's KPI
create table milestone (
    unit_id integer,
    kpi_id integer,
    item varchar,
    weight double,
    due date,
    done date
);

-- one row per deed
create table audit (
    seq integer,
    moment timestamp,
    who varchar,
    what varchar,
    detail varchar,
    previous varchar,
    hash varchar
);

insert into calendar
select cast(make_date(years.y, months.m, 1) as date)
from (select 1990 + n as y from generate_series(0, 110) as t(n)) as years
cross join (select n as m from generate_series(1, 12) as t(n)) as months
order by 1;

insert into setting values ('fiscal_start', '1');
