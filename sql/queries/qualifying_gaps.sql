-- Qualifying gaps
-- The best time of each driver in every part of a qualifying with the gap to the best of that part (ms). A time that a
-- driver did not set is NULL, and so is its gap; times of different parts are not compared, for the track changes.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `qualifying` or `sprint_qualifying`, or the id of one; the qualifying when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: chosen=chosen_qualifying session_qualifying asked_driver
with gaps as materialized (
    select
        session_id, position, driver_id, driver, team_id, team,
        q1_ms, q1_ms - min(q1_ms) over () as q1_gap_ms,
        q2_ms, q2_ms - min(q2_ms) over () as q2_gap_ms,
        q3_ms, q3_ms - min(q3_ms) over () as q3_gap_ms,
        provider
    from session_qualifying
)
select *
from gaps
where coalesce(:driver, '') = '' or driver_id in (select driver_id from asked_driver)
order by position is null, position, driver_id
