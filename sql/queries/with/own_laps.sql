-- The laps of the chosen session under the ids of their provider: BALLDONTLIE's if it has any, else Sportradar's lap
-- stages. Whose laps they are say the seats.
-- with: ids
select
    l.driver_id as own_id, l.team_id as own_team_id, l.lap_number, l.lap_time_ms, l.is_pit_in_lap, l.is_pit_out_lap,
    'balldontlie' as provider
from ids as i
cross join balldontlie_lap_times as l on l.session_id = i.number
where l.removed_at is null
union all
select
    r.competitor_id, r.team_id,
    coalesce(nullif(cast(substr(s.description, instr(s.description, ' ') + 1) as integer), 0), r.laps), r.time_ms,
    null, null, 'sportradar'
from ids as i
cross join sportradar_stages as s on s.parent_id = i.stage_id
cross join sportradar_stage_results as r on r.stage_id = s.id
where s.type = 'lap' and s.removed_at is null and r.competitor_id is not null and r.removed_at is null
    and not exists (select 1 from balldontlie_lap_times as l where l.session_id = i.number and l.removed_at is null)
    and not exists (
        select 1
        from sportradar_merge_mappings as m
        join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
        where m.merged_id = r.competitor_id and kept.removed_at is null
    )
