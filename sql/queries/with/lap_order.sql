-- The order at the end of each lap, lap 0 being the grid, and by which definition it was told (`definition`).
-- Sportradar's lap n is the order at its end. BALLDONTLIE's lap n is the order at the start of lap n, so it belongs to the
-- end of lap n - 1, which is proved where its lap 1 equals the grid of another provider for every car that has both, and
-- assumed otherwise; where lap 1 differs from the grid while the last lap equals the classification of the cars on the
-- lead lap, lap n is the order at its end. With the order at the starts, the finish is the classification's.
-- with: ids session_results
with told as (
    select p.driver_id as own_id, p.team_id as own_team_id, p.lap_number, p.position, 'balldontlie' as provider
    from ids as i
    cross join balldontlie_position_history as p on p.session_id = i.number
    where i.type in ('race', 'sprint') and p.removed_at is null
    union all
    select
        r.competitor_id, r.team_id,
        coalesce(nullif(cast(substr(s.description, instr(s.description, ' ') + 1) as integer), 0), r.laps), r.position,
        'sportradar'
    from ids as i
    cross join sportradar_stages as s on s.parent_id = i.stage_id
    cross join sportradar_stage_results as r on r.stage_id = s.id
    where i.type in ('race', 'sprint') and s.type = 'lap' and s.removed_at is null
        and r.competitor_id is not null and r.position is not null and r.removed_at is null
        and not exists (
            select 1 from balldontlie_position_history as p where p.session_id = i.number and p.removed_at is null
        )
        and not exists (
            select 1
            from sportradar_merge_mappings as m
            join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
            where m.merged_id = r.competitor_id and kept.removed_at is null
        )
),
given as (
    -- Who it was is in the results; a car that is not there is looked up.
    select
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
        r.team, g.lap_number, g.position, g.provider,
        r.grid, r.grid_provider, r.provider as result_provider, r.laps_completed,
        iif(coalesce(r.retired, 0), null, r.position) as finish,
        not coalesce(r.retired, 0) and g.lap_number = r.laps_completed and r.laps_completed = r.distance as whole
    from told as g
    left join (select *, max(laps_completed) over () as distance from session_results) as r on r.own_id = g.own_id
),
proved as (
    select
        *, min(iif(lap_number = 1 and grid > 0, grid = position, null)) over () as grid_agrees,
        min(iif(whole, position = finish, null)) over () as finish_agrees
    from given
),
defined as (
    select
        *,
        case
            when provider = 'sportradar' or (grid_agrees = 0 and finish_agrees = 1) then 'end of lap'
            when grid_agrees = 1 then 'start of next lap'
            else 'start of next lap (assumed)'
        end as definition
    from proved
)
-- Each row once; that of a car's lap 1 also as the grid when the laps are ends, and as the finish when they are not.
select
    d.driver_id, d.driver, d.team_id, d.team,
    case k.kind when 'grid' then 0 when 'finish' then d.laps_completed else d.lap_number - (d.definition <> 'end of lap') end
        as lap_number,
    case k.kind when 'grid' then d.grid when 'finish' then d.finish else d.position end as position,
    case
        when k.kind = 'grid' or (k.kind = 'order' and d.definition <> 'end of lap' and d.lap_number = 1) then 'grid'
        when k.kind = 'finish' then 'classification'
        else d.definition
    end as definition,
    case k.kind when 'grid' then d.grid_provider when 'finish' then d.result_provider else d.provider end as provider
from defined as d
join (select 'order' as kind union all select 'grid' union all select 'finish') as k
    on k.kind = 'order'
    or (k.kind = 'grid' and d.lap_number = 1 and d.definition = 'end of lap' and d.grid > 0)
    or (k.kind = 'finish' and d.lap_number = 1 and d.definition <> 'end of lap' and d.finish > 0 and d.laps_completed > 0)
