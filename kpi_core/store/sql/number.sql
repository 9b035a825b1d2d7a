-- Fragment: the KPI's own period (by `frequency`) that a day lies in; two days of one period have the same.
case frequency
            when 'quarter' then date_trunc('quarter', {day})
            when 'year' then date_trunc('year', {day} - interval '1 month' * ($fiscal_start - 1))
            else date_trunc('month', {day}) end
