-- The cars of the order, each once with its result, and whether its own rows speak for one of two definitions:
-- `grid_agrees` (0, 1) whether its lap 1 is the grid that another provider has, `finish_agrees` (0, 1) whether its last lap is
-- the classification of a car on the lead lap; NULL where that cannot be told. Who it was is in the results; a car that is
-- not there is looked up.
-- with: cars session_results
select
    g.own_id, g.provider, g.first_position,
    coalesce(r.driver_id, (
        select d.canonical_id
        from crosswalk as d
        where d.kind = 'driver' and d.provider = g.provider and d.provider_id = cast(g.own_id as text)
    )) as driver_id,
    coalesce(
        r.driver, (select b.display_name from balldontlie_drivers as b where b.id = g.own_id),
        (select o.name from sportradar_competitors as o where o.id = g.own_id)
    ) as driver,
    coalesce(r.team_id, (
        select t.canonical_id
        from crosswalk as t
        where t.kind = 'team' and t.provider = g.provider and t.provider_id = cast(g.own_team_id as text)
    )) as team_id,
    r.team, iif(r.grid > 0, r.grid, null) as grid, r.grid_provider, r.provider as result_provider, r.laps_completed,
    iif(coalesce(r.retired, 0), null, r.position) as finish, iif(r.grid > 0, r.grid = g.first_position, null) as grid_agrees,
    iif(
        not coalesce(r.retired, 0) and g.last_lap = r.laps_completed
            and r.laps_completed = (select max(laps_completed) from session_results),
        g.last_position = r.position, null
    ) as finish_agrees
from cars as g
left join session_results as r on r.own_id = g.own_id
