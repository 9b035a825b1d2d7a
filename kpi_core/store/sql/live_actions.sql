-- One row per unit and KPI with countermeasures that are still being worked on: how many, the next due, one owner.
select a.unit_id, a.kpi_id, count(*) as live, min(a.due) as due, min(a.owner) as owner
from action as a
left join action_event as e on e.action_id = a.action_id
    and e.event_id = (select max(l.event_id) from action_event as l where l.action_id = a.action_id)
where a.grain = $grain and coalesce(e.what, 'open') in ('open', 'started', 'reopened')
group by a.unit_id, a.kpi_id
