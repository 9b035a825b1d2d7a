-- One row per countermeasure of this unit's KPI with its latest step (`open` without one), newest first.
select a.action_id, a.period, a.text, a.owner, a.due, a.who, a.moment, coalesce(e.what, 'open') as state, e.note,
    e.who as stepped_by, e.moment as stepped
from action as a
left join action_event as e on e.action_id = a.action_id
    and e.event_id = (select max(l.event_id) from action_event as l where l.action_id = a.action_id)
where a.unit_id = $unit and a.kpi_id = $kpi and a.grain = $grain
order by a.action_id desc
limit 200
