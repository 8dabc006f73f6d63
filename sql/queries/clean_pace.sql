-- Clean-lap pace
-- The pace of each driver in a race or sprint: median and mean (ms) of the clean laps, and their number `n`. Left out are
-- laps without a time, the first lap, in and out laps (they hold the time in the pits) and every lap that began while the
-- leader was on a lap with a safety car, a virtual one or a red flag (the laps of the messages count whole); laps in
-- traffic or under yellow flags are not told apart. `gap_ms` is the median less the best median. Fuel and tyres are not
-- corrected. Drivers without a clean lap have n 0 and NULL; laps of a provider that does not mark in and out laps are
-- never clean.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `race` or `sprint`, a session's id or a provider's id of it; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: judged_laps asked_driver
with ordered as (
    select
        car, lap_time_ms, row_number() over (partition by car order by lap_time_ms) as number,
        count(*) over (partition by car) as n
    from judged_laps
    where clean
),
medians as materialized (
    select car, avg(lap_time_ms) as median_ms
    from ordered
    where number in ((n + 1) / 2, n / 2 + 1)
    group by car
),
driven as materialized (
    select
        car, sum(clean) as n, avg(iif(clean, lap_time_ms, null)) as mean_ms, min(iif(clean, lap_time_ms, null)) as best_ms,
        sum(neutralised) as neutralised_laps, count(*) as laps
    from judged_laps
    group by car
),
names as materialized (
    select car, driver_id, max(driver) as driver, max(team_id) as team_id, max(team) as team
    from seats
    group by car, driver_id
),
paces as (
    select
        c.session_id, s.driver_id, s.driver, s.team_id, s.team, d.n, m.median_ms, d.mean_ms, d.best_ms, d.neutralised_laps,
        d.laps
    from chosen as c
    cross join driven as d
    cross join names as s on s.car is d.car
    left join medians as m on m.car = d.car
)
select
    session_id, rank() over (order by median_ms is null, median_ms) as position, driver_id, driver, team_id, team, n,
    median_ms, round(mean_ms, 3) as mean_ms, best_ms, median_ms - min(median_ms) over () as gap_ms, neutralised_laps, laps
from paces
where coalesce(:driver, '') = '' or driver_id in (select driver_id from asked_driver)
order by position, driver_id
