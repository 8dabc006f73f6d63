-- The order at the end of each lap, lap 0 being the grid, and how each row was told (`definition`). Sportradar's lap n is the
-- order at its end. BALLDONTLIE's lap n is the order at the start of lap n, so it belongs to the end of lap n - 1, which
-- is proved where its lap 1 equals the grid of another provider for every car that has both, and assumed otherwise; where
-- lap 1 differs from the grid while the last lap equals the classification of the cars on the lead lap, lap n is the
-- order at its end. Each row of the provider that has a place is there once, and of each car that has a lap 1 the grid,
-- when the laps are ends, or the finish of the classification, when they are not. What is one for a whole car is settled
-- before its laps are read, for these are many.
-- Folded.
-- with: entries
with ends as (
    -- The definition that all cars are told by; `at_end` 0, 1.
    select
        min(provider) = 'sportradar' or coalesce(min(grid_agrees) = 0 and min(finish_agrees) = 1, 0) as at_end,
        iif(min(grid_agrees) = 1, 'start of next lap', 'start of next lap (assumed)') as definition
    from entries
),
told as materialized (
    select
        i.session_id, e.driver_id, e.driver, e.team_id, e.team, iif(k.beside, null, i.number) as number,
        iif(k.beside, null, e.own_id) as own_id, iif(d.at_end, 0, 1) as earlier,
        iif(k.beside, iif(d.at_end, 0, e.laps_completed), null) as lap_number,
        iif(k.beside, iif(d.at_end, e.grid, e.finish), null) as position,
        case
            when k.beside then iif(d.at_end, 'grid', 'classification')
            when d.at_end then 'end of lap'
            else d.definition
        end as definition,
        iif(k.beside, iif(d.at_end, e.grid_provider, e.result_provider), e.provider) as provider
    from ends as d
    cross join ids as i
    cross join entries as e
    cross join (select 0 as beside union all select 1) as k
    where not k.beside or (e.first_position is not null and (d.at_end or e.laps_completed > 0))
)
select
    t.session_id, t.driver_id, t.driver, t.team_id, t.team,
    coalesce(p.lap_number - t.earlier, l.lap_number, t.lap_number) as lap_number,
    coalesce(p.position, l.position, t.position) as position,
    iif(p.lap_number <= t.earlier, 'grid', t.definition) as definition, t.provider
from told as t
left join balldontlie_position_history as p
    on p.session_id = t.number and p.driver_id = t.own_id and p.removed_at is null
left join lap_stages as l on +l.own_id = t.own_id  -- mostly empty: an index would cost more than it saves
where coalesce(p.position, l.position, t.position) is not null
