-- The cars of the order, each once with its result, and by which definition their order was told (`definition`; `at_end` 0, 1).
-- Sportradar's lap n is the order at its end. BALLDONTLIE's lap n is the order at the start of lap n, so it belongs to the
-- end of lap n - 1, which is proved where its lap 1 equals the grid of another provider for every car that has both, and
-- assumed otherwise; where lap 1 differs from the grid while the last lap equals the classification of the cars on the
-- lead lap, lap n is the order at its end. Who it was is in the results; a car that is not there is looked up.
-- with: own_order session_results
select
    *,
    case
        when at_end then 'end of lap'
        when min(grid_agrees) over () = 1 then 'start of next lap'
        else 'start of next lap (assumed)'
    end as definition
from (
    select
        *, provider = 'sportradar' or coalesce(min(grid_agrees) over () = 0 and min(finish_agrees) over () = 1, 0) as at_end
    from (
        select
            row_number() over (order by g.own_id, g.own_team_id) as entry, g.own_id, g.own_team_id, g.provider,
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
            r.team, r.grid, r.grid_provider, r.provider as result_provider, r.laps_completed,
            iif(coalesce(r.retired, 0), null, r.position) as finish,
            iif(r.grid > 0, r.grid = g.first_position, null) as grid_agrees,
            iif(
                not coalesce(r.retired, 0) and g.last_lap = r.laps_completed and r.laps_completed = r.distance,
                g.last_position = r.position, null
            ) as finish_agrees
        from (
            -- The bare `last_position` is of the row that has the highest lap.
            select
                own_id, own_team_id, provider, min(iif(lap_number = 1, position, null)) as first_position,
                max(lap_number) as last_lap, position as last_position
            from own_order
            group by own_id, own_team_id, provider
        ) as g
        left join (select *, max(laps_completed) over () as distance from session_results) as r on r.own_id = g.own_id
    )
)
