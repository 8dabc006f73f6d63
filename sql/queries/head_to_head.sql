-- Head to head of team mates
-- Each pair of drivers of one team in a season: how often each was ahead in qualifying, in races and in sprints, and the
-- points of each. A pair is two drivers of the same team in the same session, so a driver who changes teams stands in
-- several pairs and only with the sessions driven together. A session counts (`..._n`) only where both are classified: they
-- have a position, and who retired had driven nine tenths of the winner's laps. Sprint qualifying is left out. Points are
-- those the providers give for races and sprints in which both took part; NULL when no provider gives any.
-- :season integer The season (year); the latest that has results when left out.
-- :team text The team: its id or a part of its name; all when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: chosen=season_sessions session_qualifying season_results asked_driver
with timed as materialized (
    select
        q.session_id, c.type, q.driver_id, q.driver, q.team_id, q.team, q.position, null as points, 1 as classified
    from chosen as c
    join session_qualifying as q on q.session_id = c.session_id
    where c.type = 'qualifying'
),
every as materialized (
    select session_id, type, driver_id, driver, team_id, team, position, points, classified from timed
    union all
    select
        session_id, type, driver_id, driver, team_id, team, position,
        iif(count(points) over (partition by session_id) > 0, coalesce(points, 0), null), classified
    from season_results
),
pairs as (
    select
        a.type, a.team_id, a.team, a.driver_id as id_a, a.driver as a, b.driver_id as id_b, b.driver as b,
        a.classified and b.classified and a.position is not null and b.position is not null and a.position <> b.position as n,
        a.position < b.position as ahead, a.points as points_a, b.points as points_b
    from every as a
    join every as b on b.session_id = a.session_id and b.team_id = a.team_id and b.driver_id > a.driver_id
)
select
    (select season from the_season) as season, team_id, max(team) as team, id_a as driver_a_id, max(a) as driver_a,
    id_b as driver_b_id, max(b) as driver_b,
    sum(n and type = 'qualifying') as qualifying_n, sum(n and type = 'qualifying' and ahead) as qualifying_a,
    sum(n and type = 'qualifying' and not ahead) as qualifying_b,
    sum(n and type = 'race') as race_n, sum(n and type = 'race' and ahead) as race_a,
    sum(n and type = 'race' and not ahead) as race_b,
    sum(n and type = 'sprint') as sprint_n, sum(n and type = 'sprint' and ahead) as sprint_a,
    sum(n and type = 'sprint' and not ahead) as sprint_b,
    sum(points_a) as points_a, sum(points_b) as points_b
from pairs
where (coalesce(:team, '') = '' or instr(team_id, replace(lower(:team), ' ', '-')) > 0 or instr(lower(team), lower(:team)) > 0)
    and (
        coalesce(:driver, '') = '' or id_a in (select driver_id from asked_driver)
        or id_b in (select driver_id from asked_driver)
    )
group by team_id, id_a, id_b
order by team_id, id_a, id_b
