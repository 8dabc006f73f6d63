-- Positions by lap
-- One row per driver and lap, as the provider numbers laps: BALLDONTLIE's lap 1 looks like the grid, its lap n like the
-- order at the start of lap n; Sportradar's lap n (from lap stages, mirrored with `--laps` alone) is the order at its end.
-- The position chart among the queries puts both on one axis.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    p.lap_number, p.position, 'balldontlie' as provider
from crosswalk_balldontlie_sessions as s
cross join balldontlie_position_history as p on p.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = p.driver_id
left join crosswalk_balldontlie_teams as t on t.id = p.team_id
where p.removed_at is null
union all
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    cast(coalesce(nullif(cast(substr(st.description, instr(st.description, ' ') + 1) as integer), 0), r.laps) as integer),
    r.position, 'sportradar'
from crosswalk_sportradar_sessions as s
cross join sportradar_stages as st on st.parent_id = s.id
cross join sportradar_stage_results as r on r.stage_id = st.id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
left join crosswalk_sportradar_teams as t on t.id = r.team_id
where st.type = 'lap' and st.removed_at is null and r.competitor_id is not null and r.removed_at is null
    and r.position is not null
    and not exists (
        select 1
        from crosswalk_balldontlie_sessions as b cross join balldontlie_position_history as p on p.session_id = b.id
        where b.session_id = s.session_id and p.removed_at is null
    )
    and not exists (
        select 1
        from sportradar_merge_mappings as m
        join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
        where m.merged_id = r.competitor_id and kept.removed_at is null
    )
