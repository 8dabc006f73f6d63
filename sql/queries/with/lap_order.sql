-- The order at the end of each lap, lap 0 being the grid, and how each row was told. Each row of the provider once; that of
-- a car's lap 1 also as the grid when the laps are ends, and as the finish of the classification when they are not.
-- Folded.
-- with: entries
select
    e.driver_id, e.driver, e.team_id, e.team,
    case k.told when 0 then o.lap_number - not e.at_end when 1 then 0 else e.laps_completed end as lap_number,
    case k.told when 0 then o.position when 1 then e.grid else e.finish end as position,
    case k.told when 0 then iif(o.lap_number > 1 or e.at_end, e.definition, 'grid') when 1 then 'grid' else 'classification' end
        as definition,
    case k.told when 0 then e.provider when 1 then e.grid_provider else e.result_provider end as provider
from own_order as o
cross join (select 0 as told union all select 1 union all select 2) as k on k.told = 0 or o.lap_number = 1
cross join entries as e
    on e.own_id = o.own_id and e.own_team_id is o.own_team_id
    and (
        k.told = 0
        or (k.told = 1 and e.at_end and e.grid > 0)
        or (k.told = 2 and not e.at_end and e.finish > 0 and e.laps_completed > 0)
    )
