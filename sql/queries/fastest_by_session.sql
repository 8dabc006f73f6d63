-- The fastest of each session
-- Who was fastest in every session of a season: the best time of the qualifying parts in a qualifying, else the fastest lap
-- of the results, else of the laps without in and out laps (`source` says which). Equal times are all shown. A session
-- without any time, cancelled or not yet run, is left out.
-- :season integer The season (year); the latest that has sessions with results when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; all of the season when left out.
-- with: asked_events chosen=season_sessions session_qualifying session_results
with parts as materialized (
    select q.session_id, q.driver_id, q.driver, q.team_id, q.team, min(p.value) as lap_time_ms
    from session_qualifying as q
    cross join json_each(json_array(q.q1_ms, q.q2_ms, q.q3_ms)) as p
    where p.value is not null
    group by q.session_id, q.driver_id, q.driver, q.team_id, q.team
),
told as materialized (
    select session_id, driver_id, driver, team_id, team, fastest_lap_ms as lap_time_ms
    from session_results
    where fastest_lap_ms is not null and session_id not in (select session_id from parts)
),
driven as materialized (
    select
        i.session_id, d.driver_id, d.driver, t.team_id, t.team, min(l.lap_time_ms) as lap_time_ms
    from ids as i
    cross join balldontlie_lap_times as l on l.session_id = i.number
    left join crosswalk_balldontlie_drivers as d on d.id = l.driver_id
    left join crosswalk_balldontlie_teams as t on t.id = l.team_id
    where l.removed_at is null and l.lap_time_ms is not null
        and coalesce(l.is_pit_in_lap, 0) = 0 and coalesce(l.is_pit_out_lap, 0) = 0
        and i.session_id not in (select session_id from parts) and i.session_id not in (select session_id from told)
    group by i.session_id, d.driver_id, d.driver, t.team_id, t.team
),
every as (
    select *, 'qualifying' as source from parts
    union all
    select *, 'results' from told
    union all
    select *, 'laps' from driven
),
ranked as (
    select *, rank() over (partition by session_id order by lap_time_ms) as position
    from every
)
select
    c.season, c.round, c.event_id, c.event, c.session_id, c.session, c.type, r.driver_id, r.driver, r.team_id, r.team,
    r.lap_time_ms, r.source
from chosen as c
join ranked as r on r.session_id = c.session_id and r.position = 1
where coalesce(:event, '') = '' or c.event_id in (select event_id from asked_events)
order by c.date, c.session_id, r.driver_id
