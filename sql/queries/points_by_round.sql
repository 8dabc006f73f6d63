-- Points by round
-- The championship round by round: points of the race and of the sprint, their sum, the total so far and the place it
-- means (`position`; equal totals share it). Points are those a provider gives for the session (`source` given). Where none
-- does they are derived from the classification with the season's scale: the first ten from 2010, the point for the
-- fastest lap within them from 2019 to 2024, the sprint's first three in 2021 and first eight since; a race stopped early
-- may have paid less, which the results alone do not prove, so derived points are full ones. Where a provider gives points
-- to some, who is in the results without any has 0; who took no part has NULL. `matches` (0, 1) is whether the season's sum
-- equals the standings as of now, NULL without standings.
-- :season integer The season (year); the latest that has results when left out.
-- :kind text `driver` or `team`; driver when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- :team text The team: its id or a part of its name; all when left out.
-- with: season_results asked_driver
with scales (type, first_season, last_season, points) as (
    values
        ('race', 2010, 9999, '[25, 18, 15, 12, 10, 8, 6, 4, 2, 1]'),
        ('sprint', 2021, 2021, '[3, 2, 1]'),
        ('sprint', 2022, 9999, '[8, 7, 6, 5, 4, 3, 2, 1]')
),
asked_kind as (
    select iif(lower(coalesce(:kind, '')) = 'team', 'team', 'driver') as kind
),
paid as (
    select
        *, count(points) over (partition by session_id) > 0 as given,
        min(fastest_lap_ms) over (partition by session_id) as fastest_ms
    from season_results
),
scored as (
    select
        p.*,
        case
            when p.given then coalesce(p.points, 0)
            when c.points is null then null
            when not p.classified then 0
            else coalesce(json_extract(c.points, '$[' || (p.position - 1) || ']'), 0)
                + (
                    p.type = 'race' and p.season between 2019 and 2024 and p.position <= 10
                    and coalesce(p.fastest_lap_ms = p.fastest_ms, 0)
                )
        end as score
    from paid as p
    left join scales as c on c.type = p.type and p.season between c.first_season and c.last_season
),
rounds as materialized (
    select season, round, event_id, max(event) as event, max(date) as date
    from season_results
    group by season, round, event_id
),
sides as materialized (
    select
        iif(k.kind = 'team', s.team_id, s.driver_id) as id, s.event_id,
        sum(iif(s.type = 'race', s.score, null)) as race_points, sum(iif(s.type = 'sprint', s.score, null)) as sprint_points,
        max(s.team_id) as team_id, max(s.team) as team, max(s.driver) as driver,
        case when min(s.given) = 1 then 'given' when max(s.given) = 0 then 'derived' else 'given, derived' end as source
    from scored as s
    cross join asked_kind as k
    group by 1, s.event_id
),
competitors as materialized (
    select s.id, max(s.driver) as driver
    from sides as s
    where s.id is not null
    group by s.id
),
summed as materialized (
    select
        r.season, r.round, r.event_id, r.event, r.date, c.id, c.driver, s.team_id, s.team, s.race_points, s.sprint_points,
        iif(s.race_points is null and s.sprint_points is null, null, coalesce(s.race_points, 0) + coalesce(s.sprint_points, 0))
            as points,
        sum(coalesce(s.race_points, 0) + coalesce(s.sprint_points, 0)) over (
            partition by c.id order by r.date, r.round, r.event_id
        ) as total_points,
        sum(coalesce(s.race_points, 0) + coalesce(s.sprint_points, 0)) over (partition by c.id) as season_points,
        s.source
    from rounds as r
    cross join competitors as c
    left join sides as s on s.event_id = r.event_id and s.id = c.id
),
told as materialized (
    select iif(t.kind = 'team', t.team_id, t.driver_id) as id, max(t.points) as points
    from the_season as y
    cross join asked_kind as k
    cross join standings as t on t.season = y.season and t.kind = k.kind
    where t.round is null
    group by 1
),
ranked as (
    select
        *, rank() over (partition by event_id order by total_points desc) as position
    from summed
)
select
    r.season, r.round, r.event_id, r.event, k.kind,
    iif(k.kind = 'driver', r.id, null) as driver_id, iif(k.kind = 'driver', r.driver, null) as driver,
    iif(k.kind = 'team', r.id, r.team_id) as team_id,
    iif(k.kind = 'team', coalesce(r.team, (select max(s.team) from sides as s where s.id = r.id)), r.team) as team,
    r.race_points, r.sprint_points, r.points, r.total_points, r.position, r.source,
    iif(t.id is null, null, coalesce(t.points, 0) = r.season_points) as matches
from ranked as r
cross join asked_kind as k
left join told as t on t.id = r.id
where (
        coalesce(:driver, '') = '' or (k.kind = 'driver' and r.id in (select driver_id from asked_driver))
    )
    and (
        coalesce(:team, '') = '' or instr(coalesce(iif(k.kind = 'team', r.id, r.team_id), ''), replace(lower(:team), ' ', '-')) > 0
        or instr(lower(coalesce(r.team, '')), lower(:team)) > 0
    )
order by r.date, r.round, r.event_id, r.position, r.id
