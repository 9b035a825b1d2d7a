-- Fragment: one kind of target of the rows that are made one; {pure} tells whether their denominators weigh it.
case
            when aggregation = 'last' then max(case when latest then {column} end)
            when count({column}) < count(*) then null
            when aggregation = 'max' then max({column}) when aggregation = 'min' then min({column})
            when aggregation = 'ratio' and {pure} and sum(denominator) <> 0
                then sum({column} * denominator) / nullif(sum(denominator), 0)
            when aggregation in ('mean', 'ratio') then sum({column} * share) / nullif(sum(share), 0)
            else sum({column}) end
