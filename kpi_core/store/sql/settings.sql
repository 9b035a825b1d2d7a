-- One row per setting that somebody set.
select name, value from setting order by name
