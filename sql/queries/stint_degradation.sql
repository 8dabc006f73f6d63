-- Degradation by stint
-- How much slower each set of tyres grew in a race or sprint: the slope of a least-squares line through the clean laps of
-- the stint, in milliseconds a lap (`ms_per_lap`), with the number of laps it rests on (`n`) and how much of the scatter it
-- explains (`r2`, 0 to 1; NULL when all laps are equal). Clean laps as in the clean-lap pace: no first, in, out or
-- neutralised laps. Fewer than three laps give no slope. Fuel is not corrected: a car grows faster by burning it, so a
-- slope of 0 hides some wear. `tyre_age_at_start` counts the laps that the set had before.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `race` or `sprint`, a session's id or a provider's id of it; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: judged_laps asked_driver
with tyres as materialized (
    select i.*, s.car
    from chosen as c
    cross join stints as i on i.session_id = c.session_id
    left join (select distinct car, driver_id from seats) as s on s.driver_id = i.driver_id
    where c.type in ('race', 'sprint')
),
timed as materialized (
    select i.car, i.stint_number, l.lap_number, l.lap_time_ms
    from tyres as i
    cross join judged_laps as l on l.car = i.car and l.lap_number between i.lap_start and i.lap_end
    where l.clean
),
means as materialized (
    select car, stint_number, avg(lap_number) as lap_number, avg(lap_time_ms) as lap_time_ms
    from timed
    group by car, stint_number
),
fitted as materialized (
    select
        car, stint_number, count(*) as n, avg(lap_time_ms) as mean_ms, sum(x * x) as xx, sum(x * y) as xy, sum(y * y) as yy
    from (
        select
            t.car, t.stint_number, t.lap_time_ms, t.lap_number - m.lap_number as x, t.lap_time_ms - m.lap_time_ms as y
        from timed as t
        cross join means as m on m.car = t.car and m.stint_number is t.stint_number
    )
    group by car, stint_number
)
select
    i.session_id, i.driver_id, i.driver, i.team_id, i.team, i.stint_number, i.compound, i.tyre_age_at_start, i.lap_start,
    i.lap_end, i.laps, coalesce(f.n, 0) as n, round(f.mean_ms, 3) as mean_ms,
    iif(f.n >= 3, round(f.xy / f.xx, 3), null) as ms_per_lap,
    iif(f.n >= 3 and f.yy > 0, round(f.xy * f.xy / (f.xx * f.yy), 4), null) as r2
from tyres as i
left join fitted as f on f.car = i.car and f.stint_number = i.stint_number
where coalesce(:driver, '') = '' or i.driver_id in (select driver_id from asked_driver)
order by i.driver_id, i.stint_number
