-- One row: how many facts, tiles and scores there are from $since to $until.
select
    (select count(*) from fact where period >= $since and period <= $until) as facts,
    (select count(*) from result where tile and (actual is not null or due > 0 or reason = 'no_cases') and period >= $since and period <= $until) as results,
    (select count(*) from score where period >= $since and period <= $until) as scores
