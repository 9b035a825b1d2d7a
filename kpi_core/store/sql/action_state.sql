-- One row: the state of a countermeasure (`open` without a step), and who took the latest step when.
select coalesce(e.what, 'open') as state, e.who, e.moment
from action as a
left join action_event as e on e.action_id = a.action_id
    and e.event_id = (select max(l.event_id) from action_event as l where l.action_id = a.action_id)
where a.action_id = $action
