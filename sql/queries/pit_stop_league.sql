-- Pit-stop league
-- The teams of a season, or of one event, by their time in the pit lane (ms) in races and sprints: number of stops, fastest,
-- median and mean. Pit lanes differ in length, so the order goes by `median_over_race_ms`: the median of each stop less the
-- median of its own race. This is time in the pit lane, not standing still. Left out (`left_out`) are stops without a time
-- and stops of more than twice their race's median: repairs, penalties waited out in the box, red flags.
-- :season integer The season (year); the latest that has results when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; the whole season when left out.
-- with: the_season asked_events
with stops as materialized (
    select p.session_id, p.team_id, p.team, p.duration_ms
    from the_season as y
    cross join sessions as s on s.season = y.season and s.type in ('race', 'sprint')
    cross join pit_stops as p on p.session_id = s.session_id
    where coalesce(:event, '') = '' or s.event_id in (select event_id from asked_events)
),
middles as materialized (
    select session_id, avg(duration_ms) as median_ms
    from (
        select
            session_id, duration_ms, row_number() over (partition by session_id order by duration_ms) as number,
            count(*) over (partition by session_id) as n
        from stops
        where duration_ms is not null
    )
    where number in ((n + 1) / 2, n / 2 + 1)
    group by session_id
),
measured as materialized (
    select s.team_id, s.team, s.duration_ms, s.duration_ms - m.median_ms as over_ms
    from stops as s
    join middles as m on m.session_id = s.session_id
    where s.duration_ms <= 2 * m.median_ms
),
ordered as (
    select
        *, count(*) over (partition by team_id) as n,
        row_number() over (partition by team_id order by duration_ms) as number,
        row_number() over (partition by team_id order by over_ms) as over_number
    from measured
),
teams_of as (
    select
        team_id, max(team) as team, max(n) as n, min(duration_ms) as fastest_ms,
        avg(iif(number in ((n + 1) / 2, n / 2 + 1), duration_ms, null)) as median_ms, avg(duration_ms) as mean_ms,
        avg(iif(over_number in ((n + 1) / 2, n / 2 + 1), over_ms, null)) as median_over_race_ms
    from ordered
    group by team_id
)
select
    (select season from the_season) as season, rank() over (order by median_over_race_ms) as position, team_id, team, n,
    fastest_ms, median_ms, round(mean_ms, 3) as mean_ms, median_over_race_ms,
    (select count(*) from stops as s where s.team_id is t.team_id) - n as left_out
from teams_of as t
order by position, team_id
