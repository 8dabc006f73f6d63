-- Lap times
-- Every lap of a session with its time (ms, NULL when the provider has none), what kind of lap it was and the tyres it was
-- driven on. `neutralised` (0, 1) are laps of a race that began while the leader was on a lap with a safety car, a virtual
-- one or a red flag; `clean` (0, 1) are timed laps of a race that are neither neutralised nor the first, in or out laps. Both are
-- NULL outside races. `tyre_age` counts the laps on the set at the end of the lap. Lap 1 is there without a time in a race
-- in which the provider begins with lap 2.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text The session: its id, a provider's id, or its type or name within the event; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: judged_laps asked_driver
with every as (
    select
        s.seat, s.car, l.lap_number, l.lap_time_ms, l.is_pit_in_lap, l.is_pit_out_lap, null as neutralised, null as clean
    from chosen as c
    cross join own_laps as l
    cross join seats as s on s.own_id = l.own_id and s.own_team_id is l.own_team_id
    where c.type not in ('race', 'sprint')
    union all
    select seat, car, lap_number, lap_time_ms, is_pit_in_lap, is_pit_out_lap, neutralised, clean
    from judged_laps
),
tyres as materialized (
    select s.car, i.stint_number, i.compound, i.tyre_age_at_start, i.lap_start, i.lap_end
    from chosen as c
    cross join stints as i on i.session_id = c.session_id
    cross join (select distinct car, driver_id from seats) as s on s.driver_id = i.driver_id
),
worn as materialized (
    select
        e.*, i.stint_number, i.compound, i.tyre_age_at_start + e.lap_number - i.lap_start + 1 as tyre_age
    from every as e
    left join tyres as i on i.car = e.car and e.lap_number between i.lap_start and i.lap_end
)
select
    c.session_id, s.driver_id, s.driver, s.team_id, s.team, e.lap_number, e.lap_time_ms, e.is_pit_in_lap, e.is_pit_out_lap,
    e.neutralised, e.clean, e.stint_number, e.compound, e.tyre_age, s.provider
from chosen as c
cross join worn as e
cross join seats as s on s.seat = e.seat
where coalesce(:driver, '') = '' or s.driver_id in (select driver_id from asked_driver)
order by s.driver_id, e.lap_number
