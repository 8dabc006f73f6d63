-- Lap times
-- Every lap of a session with its time (ms, NULL when the provider has none), what kind of lap it was and the tyres it was
-- driven on. `neutralised` (0, 1) are laps of a race that began while the leader was on a lap with a safety car, a virtual
-- one or a red flag; `clean` (0, 1) are timed laps of a race that are neither neutralised nor the first, in or out laps. Both are
-- NULL outside races. `tyre_age` counts the laps on the set at the end of the lap. Lap 1 is there without a time in a race
-- in which the provider begins with lap 2.
-- :season integer The season (year); any when left out.
-- :event text The event: its id or a part of it, a provider's id, or a part of its name; the latest when left out.
-- :session text The session: its id, a provider's id, or its type or name within the event; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: judged_laps asked_driver
with every as (
    select
        s.session_id, s.driver_id, s.driver, s.team_id, s.team, s.lap_number, s.lap_time_ms, s.is_pit_in_lap, s.is_pit_out_lap,
        null as neutralised, null as clean, s.provider
    from session_laps as s
    where s.type not in ('race', 'sprint')
    union all
    select
        session_id, driver_id, driver, team_id, team, lap_number, lap_time_ms, is_pit_in_lap, is_pit_out_lap, neutralised,
        clean, provider
    from judged_laps
),
tyres as materialized (
    select i.*
    from chosen as c
    cross join stints as i on i.session_id = c.session_id
)
select
    e.session_id, e.driver_id, e.driver, e.team_id, e.team, e.lap_number, e.lap_time_ms, e.is_pit_in_lap, e.is_pit_out_lap,
    e.neutralised, e.clean, i.stint_number, i.compound, i.tyre_age_at_start + e.lap_number - i.lap_start + 1 as tyre_age,
    e.provider
from every as e
left join tyres as i on i.driver_id = e.driver_id and e.lap_number between i.lap_start and i.lap_end
where coalesce(:driver, '') = '' or e.driver_id in (select driver_id from asked_driver)
order by e.driver_id, e.lap_number
