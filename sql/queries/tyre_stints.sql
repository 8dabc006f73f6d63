-- Tyre stints
-- The sets of tyres of each driver in a session, in the order of the result: compound, first and last lap (from 1), laps
-- driven and the laps the set had before. Drivers who are not classified stand last.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text The session: its id, a provider's id, or its type or name within the event; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: chosen=chosen_stints session_results asked_driver
select
    i.session_id, r.position, i.driver_id, i.driver, i.team_id, i.team, i.stint_number, i.compound, i.lap_start, i.lap_end,
    i.laps, i.tyre_age_at_start, i.provider
from chosen as c
cross join stints as i on i.session_id = c.session_id
left join session_results as r on r.driver_id = i.driver_id
where coalesce(:driver, '') = '' or i.driver_id in (select driver_id from asked_driver)
order by r.position is null, r.position, i.driver_id, i.stint_number
