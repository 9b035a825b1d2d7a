-- Fragment of `joined` in cells.sql where no units lie below.
cross join (
        select cast(null as double) as actual, cast(null as double) as numerator, cast(null as double) as denominator,
            cast(null as double) as target, cast(null as double) as floor, cast(null as double) as stretch,
            cast(null as double) as planned, cast(null as double) as planned_floor, cast(null as double) as planned_stretch,
            cast(null as integer) as cells, cast(null as integer) as due, false as no_cases, false as blended
    ) as b
