-- One row per file taken in: what the audit says of it.
select detail from audit where what = 'import' order by seq
