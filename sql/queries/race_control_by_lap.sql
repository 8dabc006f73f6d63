-- Race control by lap
-- The messages of race control of a session on the axis of the leader's laps, in the order of sending. Messages before the
-- start bear lap 1. `date` is as the provider has it, which may be hours later than UTC. `driver` is who drove the car of
-- that number in the session, NULL when the message names none or the number cannot be told.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text The session: its id, a provider's id, or its type or name within the event; the race when left out.
-- :category text The category, such as Flag or SafetyCar; all when left out.
-- with: chosen=chosen_messages session_results
with numbered as materialized (
    select cast(d.number as text) as number, min(r.driver_id) as driver_id, min(r.driver) as driver
    from session_results as r
    join drivers as d on d.driver_id = r.driver_id
    where d.number is not null
    group by cast(d.number as text)
    having count(distinct r.driver_id) = 1
)
select
    c.session_id, m.lap_number, m.date, m.category, m.flag, m.scope, m.sector, m.racing_number, n.driver_id, n.driver,
    m.message, m.provider
from chosen as c
cross join race_control as m on m.session_id = c.session_id
left join numbered as n on n.number = cast(m.racing_number as text)
where coalesce(:category, '') = '' or lower(m.category) = lower(:category)
order by m.date, m.message_id
