-- No cases is a reason of its own; a cell knows the target of all that is owed below it, and whether its own stands over missing cells.
-- What follows from the ledger is made again after a migration.
drop table result;

-- the very first stores had words in their place
drop type if exists judgement;

drop type if exists judgement_reason;

create type judgement as enum ('good', 'watch', 'miss', 'none');

create type judgement_reason as enum ('ok', 'missing', 'no_cases', 'no_target', 'zero_target', 'small_target', 'unbounded', 'bad_config', 'low_coverage');

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
    approximate boolean,
    planned double,
    planned_floor double,
    planned_stretch double,
    over_gap boolean
);
