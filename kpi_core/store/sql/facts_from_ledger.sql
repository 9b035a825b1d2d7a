-- One row per touched key: per column the latest statement of a standing upload, in the order of first upload.
-- What replaces ends the targets of the KPIs for which it states one; taken in before that was so (`targets`), of every KPI.
insert into fact
with standing as ({standing}),
own as (
    select distinct upload_id, kpi_id
    from entry
    where says = 'withdrawn' and coalesce(target, floor, stretch) is not null
),
statement as (
    select
        e.*,
        e.says = 'withdrawn' and u.covers like '%figures%' as figures_end,
        e.says = 'withdrawn' and (
            (u.covers like '%own_targets%' and o.kpi_id is not null)
            or (u.covers like '%targets%' and u.covers not like '%own_targets%')
        ) as targets_end
    from entry as e
    join standing as s on s.upload_id = e.upload_id
    join upload as u on u.upload_id = e.upload_id
    left join own as o on o.upload_id = e.upload_id and o.kpi_id = e.kpi_id
    join touched as t
        on t.unit_id = e.unit_id and t.kpi_id = e.kpi_id and t.grain = e.grain and t.period = e.period
),
latest as (
    select
        unit_id, kpi_id, grain, period,
        max(case when actual is not null or figures_end then upload_id end) as actual_by,
        max(case when numerator is not null or figures_end then upload_id end) as numerator_by,
        max(case when denominator is not null or figures_end then upload_id end) as denominator_by,
        max(case when target is not null or targets_end then upload_id end) as target_by,
        max(case when floor is not null or targets_end then upload_id end) as floor_by,
        max(case when stretch is not null or targets_end then upload_id end) as stretch_by
    from statement
    group by unit_id, kpi_id, grain, period
),
folded as (
    select
        s.unit_id, s.kpi_id, s.grain, s.period,
        max(case when s.upload_id = l.actual_by then s.actual end) as actual,
        max(case when s.upload_id = l.numerator_by then s.numerator end) as numerator,
        max(case when s.upload_id = l.denominator_by then s.denominator end) as denominator,
        max(case when s.upload_id = l.target_by then s.target end) as target,
        max(case when s.upload_id = l.floor_by then s.floor end) as floor,
        max(case when s.upload_id = l.stretch_by then s.stretch end) as stretch
    from statement as s
    join latest as l
        on l.unit_id = s.unit_id and l.kpi_id = s.kpi_id and l.grain = s.grain and l.period = s.period
    group by s.unit_id, s.kpi_id, s.grain, s.period
)
select * from folded
where actual is not null or numerator is not null or denominator is not null
    or target is not null or floor is not null or stretch is not null
