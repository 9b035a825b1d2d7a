-- Fragment: figures that go into one (rows with `aggregation`, `scale`, `share` and `latest`), grouped by the caller.
-- Over time `latest` marks the newest row and every share is 1; over units nothing is latest (`last` adds up) and a share counts cells.
-- Whoever lacks N and D makes the whole a mean; a target that one of them lacks is no target of the whole (METHODS 2, DESIGN 7).
case aggregation
            when 'sum' then sum(actual) when 'max' then max(actual) when 'min' then min(actual)
            when 'last' then max(case when latest then actual end)
            when 'ratio' then
                case when {pure} then sum(numerator) / nullif(sum(denominator), 0) * max(scale)
                    else sum(actual * share) / nullif(sum(share), 0) end
            else sum(actual * share) / nullif(sum(share), 0) end as actual,
        case when aggregation = 'last' then max(case when latest then numerator end)
            when {pure} then sum(numerator) end as numerator,
        case when aggregation = 'last' then max(case when latest then denominator end)
            when {pure} then sum(denominator) end as denominator,
        {target:target} as target, {target:floor} as floor, {target:stretch} as stretch,
        count(*) > 1 and (aggregation = 'mean' or (aggregation = 'ratio' and not ({pure}))) as blended
