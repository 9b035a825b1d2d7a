-- A file may be the whole truth for its units and periods: what it covers and lacks is withdrawn.
alter table upload add column covers varchar;
update upload set covers = '';
