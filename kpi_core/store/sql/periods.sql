-- One row per grain and period that has results: months first, newest first.
select grain, period
from score
group by grain, period
order by case grain when 'month' then 1 when 'quarter' then 2 else 3 end, period desc
