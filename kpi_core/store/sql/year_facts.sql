-- One row: how many yearly statements begin in another month than $month.
select count(*) as count
from fact
where grain = 'year' and extract(month from period) <> $month
