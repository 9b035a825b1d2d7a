-- One row: how many deeds the store has seen.
select coalesce(max(seq), 0) as version from audit
