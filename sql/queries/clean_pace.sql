-- Clean-lap pace
-- The pace of each driver in a race or sprint: median and mean (ms) of the clean laps, and their number `n`. Left out are
-- laps without a time, the first lap, in and out laps (they hold the time in the pits) and every lap that began while the
-- leader was on a lap with a safety car, a virtual one or a red flag (the laps of the messages count whole); laps in
-- traffic or under yellow flags are not told apart. `gap_ms` is the median less the best median. Fuel and tyres are not
-- corrected. Drivers without a clean lap have n 0 and NULL; laps of a provider that does not mark in and out laps are
-- never clean.
-- :season integer The season (year); any when left out.
-- :event text The event: its id or a part of it, a provider's id, or a part of its name; the latest when left out.
-- :session text `race` or `sprint`, a session's id or a provider's id of it; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: judged_laps asked_driver
with ordered as (
    select
        driver_id, lap_time_ms, row_number() over (partition by driver_id order by lap_time_ms) as number,
        count(*) over (partition by driver_id) as n
    from judged_laps
    where clean
),
medians as (
    select driver_id, avg(lap_time_ms) as median_ms
    from ordered
    where number in ((n + 1) / 2, n / 2 + 1)
    group by driver_id
),
paces as (
    select
        l.session_id, l.driver_id, max(l.driver) as driver, max(l.team_id) as team_id, max(l.team) as team,
        sum(l.clean) as n, m.median_ms, avg(iif(l.clean, l.lap_time_ms, null)) as mean_ms,
        min(iif(l.clean, l.lap_time_ms, null)) as best_ms, sum(l.neutralised) as neutralised_laps, count(*) as laps
    from judged_laps as l
    left join medians as m on m.driver_id = l.driver_id
    group by l.session_id, l.driver_id, m.median_ms
)
select
    session_id, rank() over (order by median_ms is null, median_ms) as position, driver_id, driver, team_id, team, n,
    median_ms, round(mean_ms, 3) as mean_ms, best_ms, median_ms - min(median_ms) over () as gap_ms, neutralised_laps, laps
from paces
where coalesce(:driver, '') = '' or driver_id in (select driver_id from asked_driver)
order by position, driver_id
