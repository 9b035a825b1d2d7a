-- What a new KPI's name proposes stands, marked, until something or somebody tells.
alter table register_entry add column basis varchar;

alter table kpi add column unconfirmed varchar;
