-- Stages right under an event, but for parts and laps.
select s.id, s.parent_id as event_id, s.type, s.description as name, s.scheduled as start, s.removed_at
from sportradar_stages as e join sportradar_stages as s on s.parent_id = e.id
where e.type = 'event' and s.type not in ('event', 'lap', 'qualifying_part')
