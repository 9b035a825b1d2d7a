-- One row: the first month of the fiscal year.
select value from setting where name = 'fiscal_start'
