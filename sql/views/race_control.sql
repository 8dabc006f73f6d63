-- Race control messages
-- One row per message, BALLDONTLIE alone. Order by `date`, then `message_id`.
-- lap_number: The leader's lap; 1 also before the start.
-- date: When it was sent, as the provider has it: may be 4 or 5 hours later than UTC. Kept as given.
-- racing_number: The number on the car that is meant; the provider names no driver.
-- message_id: The provider's id, in the order of sending.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    m.lap as lap_number, m.utc_time as date, m.category, m.flag, m.scope, m.sector, m.message,
    m.driver_number as racing_number, m.id as message_id, 'balldontlie' as provider
from crosswalk_balldontlie_sessions as s
cross join balldontlie_race_control_messages as m on m.session_id = s.id
where m.removed_at is null
