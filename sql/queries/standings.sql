-- Standings
-- The championship as the providers have it: place, points and the points behind the leader (`behind`). As of now, unless
-- a round is asked for; where no provider has the standings of now, the latest round it has.
-- :season integer The season (year); the latest that has standings when left out.
-- :kind text `driver` or `team`; driver when left out.
-- :round integer The round after which; as of now when left out.
with asked as materialized (
    select
        coalesce(cast(nullif(:season, '') as integer), (select max(season) from standings)) as season,
        iif(lower(coalesce(:kind, '')) = 'team', 'team', 'driver') as kind,
        cast(nullif(:round, '') as integer) as round
),
fitting as materialized (
    select t.*
    from asked as a
    cross join standings as t on t.season = a.season and t.kind = a.kind
),
moment as materialized (
    select iif(
        a.round is not null, a.round,
        iif(exists (select 1 from fitting where round is null), null, (select max(round) from fitting))
    ) as round
    from asked as a
)
select
    f.season, f.kind, f.round, f.position, f.driver_id, f.driver, f.team_id, f.team, f.points,
    max(f.points) over () - f.points as behind, f.provider
from fitting as f
cross join moment as m
where f.round is m.round
order by f.position is null, f.position, f.driver_id, f.team_id
