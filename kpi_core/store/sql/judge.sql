-- Fragment after a CTE `cell` (one row per unit, KPI and period): adds attainment, scored, met, status, reason.
-- Formulas: METHODS sections 1 and 3; slack 1e-9 at the edges; every clip tests for null first.
-- The register's constants are meant for one cell: where a sum combines several, they are multiplied by their number.
timed as (
    select cell.*, case when kpi.aggregation = 'sum' and cell.cells > 1 then cell.cells else 1 end as times
    from cell
    join kpi on kpi.kpi_id = cell.kpi_id
),
armed as (
    select
        timed.*,
        case when kpi.direction = 'band' then 'band' else kpi.form end as form,
        kpi.direction as direction,
        case when kpi.direction = 'lower' then -1.0 else 1.0 end as way,
        kpi.cap as cap, kpi.good as good, kpi.watch as watch,
        kpi.low * times as low, kpi.high * times as high,
        coalesce(kpi.tol_low, kpi.tolerance) * times as tol_low,
        coalesce(kpi.tol_high, kpi.tolerance) * times as tol_high,
        kpi.tolerance * times as tolerance, kpi.materiality * times as materiality, kpi.baseline * times as baseline,
        coalesce(timed.floor, kpi.floor * times) as least_value,
        coalesce(timed.stretch, kpi.stretch * times) as best_value
    from timed
    join kpi on kpi.kpi_id = timed.kpi_id
),
reasoned as (
    select
        armed.*,
        case
            when actual is null then case when no_cases then 'no_cases' else 'missing' end
            when not complete or 10 * cells < 7 * due or over_gap then 'low_coverage'
            when direction = 'none' then case when target is null then 'no_target' else 'ok' end
            when cap is null or cap < 1 or good is null or watch is null or watch > good then 'bad_config'
            when form = 'band' then
                case when low is null or high is null or low > high
                    or tol_low is null or tol_low <= 0 or tol_high is null or tol_high <= 0
                    then 'bad_config' else 'ok' end
            when form in ('milestone', 'binary') then 'ok'
            when target is null then 'no_target'
            when form = 'baseline' then
                case when baseline is null or baseline = target then 'bad_config' else 'ok' end
            when form = 'floor_target_stretch' then
                case when (least_value < target and target < best_value)
                    or (least_value > target and target > best_value) then 'ok' else 'bad_config' end
            when form = 'inverse' then
                case when direction <> 'lower' or target <= 0 then 'bad_config'
                    when actual <= 0 then 'unbounded' else 'ok' end
            when target = 0 and direction = 'lower' and tolerance > 0 then 'ok'
            when target = 0 then 'zero_target'
            when abs(target) < materiality then 'small_target'
            else 'ok'
        end as reason,
        case
            when actual is null or direction = 'none' then null
            when form = 'band' then actual >= low and actual <= high
            when form = 'milestone' then null
            when form = 'binary' then actual >= coalesce(target, 1)
            when direction = 'lower' then actual <= target
            else actual >= target
        end as compared
    from armed
),
measured as (
    select
        reasoned.*,
        case
            when direction = 'none' or reason in ('missing', 'no_cases', 'low_coverage', 'no_target', 'bad_config', 'unbounded')
                then null
            when form = 'band' then
                case
                    when actual < low then case when actual <= low - tol_low then 0.0 else 1 - (low - actual) / tol_low end
                    when actual > high then
                        case when actual >= high + tol_high then 0.0 else 1 - (actual - high) / tol_high end
                    else 1.0
                end
            when form = 'milestone' then progress
            when form = 'binary' then case when compared then 1.0 else 0.0 end
            when form = 'baseline' then (actual - baseline) / nullif(target - baseline, 0)
            when form = 'floor_target_stretch' then
                case
                    when (actual - least_value) * (best_value - least_value) <= 0 then 0.6
                    when (actual - best_value) * (best_value - least_value) >= 0 then 1.2
                    when (actual - target) * (best_value - least_value) <= 0
                        then 0.6 + 0.4 * (actual - least_value) / nullif(target - least_value, 0)
                    else 1.0 + 0.2 * (actual - target) / nullif(best_value - target, 0)
                end
            when form = 'inverse' then target / nullif(actual, 0)
            when target = 0 and direction = 'lower' and tolerance > 0 then
                case when actual <= 0 then 1.0 when actual >= tolerance then 0.0 else 1 - actual / tolerance end
            when reason in ('zero_target', 'small_target') then
                case when tolerance > 0 then 1 + way * (actual - target) / tolerance else null end
            else 1 + way * (actual - target) / nullif(abs(target), 0)
        end as attainment
    from reasoned
),
judged as (
    select
        measured.*,
        case
            when direction = 'none' then null
            when reason = 'unbounded' then cap
            when attainment is not null then
                case when attainment < 0 then 0.0 when attainment > cap then cap else attainment end
            when reason = 'zero_target' and direction = 'lower' then case when actual <= 0 then 1.0 else 0.0 end
            else null
        end as scored,
        case when reason = 'low_coverage' then null else compared end as met,
        case
            when direction = 'none' then 'none'
            when reason = 'unbounded' then 'good'
            when attainment is not null and form = 'binary' then case when compared then 'good' else 'miss' end
            when attainment is not null then
                case when attainment >= good - 1e-9 then 'good'
                    when attainment >= watch - 1e-9 then 'watch' else 'miss' end
            when reason in ('zero_target', 'small_target') then case when compared then 'good' else 'miss' end
            else 'none'
        end as status
    from measured
)
