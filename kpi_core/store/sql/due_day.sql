-- One row: the days after a month's end by which its figures are due.
select coalesce(max(value), '5') as value from setting where name = 'due_day'
