-- Fastest laps
-- Each driver's fastest lap of a session with the gap to the fastest of all (ms). In and out laps and laps without a time
-- are left out; laps count as the provider gives them, so one that the stewards deleted is there as long as the provider
-- keeps its time. Of equal laps of a driver the first is shown; equal drivers share a rank. Where no provider has laps of
-- the session, the fastest lap of the results is shown, without its number (`source`). `n` is how many laps were compared.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text The session: its id, a provider's id, or its type or name within the event; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: chosen=chosen_times session_laps session_results asked_driver
with timed as materialized (
    select l.driver_id, l.driver, l.team_id, l.team, l.lap_number, l.lap_time_ms
    from session_laps as l
    where l.lap_time_ms is not null and coalesce(l.is_pit_in_lap, 0) = 0 and coalesce(l.is_pit_out_lap, 0) = 0
),
best as (
    select *
    from (
        select
            *, count(*) over (partition by driver_id) as n,
            row_number() over (partition by driver_id order by lap_time_ms, lap_number) as choice, 'laps' as source
        from timed
    )
    where choice = 1
    union all
    select r.driver_id, r.driver, r.team_id, r.team, null, r.fastest_lap_ms, null, 1, 'results'
    from session_results as r
    where r.fastest_lap_ms is not null and not exists (select 1 from timed)
),
ranked as (
    select *, rank() over (order by lap_time_ms) as position, lap_time_ms - min(lap_time_ms) over () as gap_ms
    from best
)
select c.session_id, r.position, r.driver_id, r.driver, r.team_id, r.team, r.lap_number, r.lap_time_ms, r.gap_ms, r.n, r.source
from chosen as c
cross join ranked as r
where coalesce(:driver, '') = '' or r.driver_id in (select driver_id from asked_driver)
order by r.position, r.driver_id
