-- The order of the chosen race or sprint by Sportradar's lap stages, where BALLDONTLIE has none; lap n is the order at its end.
-- with: ids
select
    r.competitor_id as own_id, r.team_id as own_team_id,
    coalesce(nullif(cast(substr(s.description, instr(s.description, ' ') + 1) as integer), 0), r.laps) as lap_number, r.position
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
