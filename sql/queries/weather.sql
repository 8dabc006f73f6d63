-- Weather
-- The weather of the sessions of an event as the providers give it, which is one summary a session: temperatures in degrees
-- Celsius, humidity in percent, pressure in mbar, wind, and rainfall. What a provider does not give is NULL.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text The session: its id, a provider's id, or its type or name within the event; all of the event when left out.
-- with: asked
with latest as materialized (
    select event_id
    from asked
    where exists (select 1 from weather where weather.session_id = asked.session_id)
    order by date desc, session_id
    limit 1
)
select w.*
from latest as e
cross join asked as a on a.event_id = e.event_id
cross join weather as w on w.session_id = a.session_id
order by a.date, a.session_id
