-- Standings
-- The championships of drivers and of teams as the provider gives them: BALLDONTLIE's where it has the season, else
-- Sportradar's season stage, where absent points are 0. Nothing here is added up from results.
-- kind: `driver` or `team`.
-- round: Always NULL, for as of now: no provider keeps standings by round.
-- points: Championship points; halves exist.
select
    b.season, 'driver' as kind, cast(null as integer) as round,
    d.driver_id, d.driver, t.team_id, t.team, b.position, b.points, 'balldontlie' as provider
from balldontlie_driver_standings as b
left join crosswalk_balldontlie_drivers as d on d.id = b.driver_id
left join crosswalk_balldontlie_teams as t on t.id = b.team_id
where b.removed_at is null
union all
select
    b.season, 'team', cast(null as integer),
    cast(null as text), null, t.team_id, t.team, b.position, b.points, 'balldontlie'
from balldontlie_team_standings as b
left join crosswalk_balldontlie_teams as t on t.id = b.team_id
where b.removed_at is null
union all
select
    cast(y.canonical_id as integer), 'driver', cast(null as integer),
    d.driver_id, d.driver, t.team_id, t.team, r.position, cast(coalesce(r.points, 0) as numeric), 'sportradar'
from crosswalk as y
cross join sportradar_stage_results as r on r.stage_id = y.provider_id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
left join crosswalk_sportradar_teams as t on t.id = r.team_id
where y.kind = 'season' and y.provider = 'sportradar' and r.competitor_id is not null and r.removed_at is null
    and coalesce(r.position, r.points, r.races) is not null
    and not exists (
        select 1 from balldontlie_driver_standings as b
        where b.season = cast(y.canonical_id as integer) and b.removed_at is null
    )
    and not exists (
        select 1
        from sportradar_merge_mappings as m
        join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
        where m.merged_id = r.competitor_id and kept.removed_at is null
    )
union all
select
    cast(y.canonical_id as integer), 'team', cast(null as integer),
    cast(null as text), null, t.team_id, t.team, r.position, cast(coalesce(r.points, 0) as numeric), 'sportradar'
from crosswalk as y
cross join sportradar_stage_results as r on r.stage_id = y.provider_id
left join crosswalk_sportradar_teams as t on t.id = r.team_id
where y.kind = 'season' and y.provider = 'sportradar' and r.competitor_id is null and r.removed_at is null
    and coalesce(r.position, r.points, r.races) is not null
    and not exists (
        select 1 from balldontlie_team_standings as b
        where b.season = cast(y.canonical_id as integer) and b.removed_at is null
    )
