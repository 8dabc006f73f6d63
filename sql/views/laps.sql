-- Lap times
-- One row per driver and lap of a session, from the first provider that has laps of the session: BALLDONTLIE, else
-- Sportradar's lap stages, which are mirrored with `--laps` alone. Lap 1 of BALLDONTLIE is missing or has no time.
-- lap_time: The time as the provider printed it.
-- lap_time_ms: The time in milliseconds; NULL when the provider gives none.
-- is_pit_in_lap: Whether the lap ended in the pit lane (0, 1); NULL where the provider does not say.
-- is_pit_out_lap: Whether the lap began in the pit lane (0, 1); NULL where the provider does not say.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    l.lap_number, l.lap_time, l.lap_time_ms,
    cast(l.is_pit_in_lap as integer) as is_pit_in_lap,
    cast(l.is_pit_out_lap as integer) as is_pit_out_lap,
    'balldontlie' as provider
from crosswalk_balldontlie_sessions as s
cross join balldontlie_lap_times as l on l.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = l.driver_id
left join crosswalk_balldontlie_teams as t on t.id = l.team_id
where l.removed_at is null
union all
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    cast(coalesce(nullif(cast(substr(st.description, instr(st.description, ' ') + 1) as integer), 0), r.laps) as integer),
    cast(iif(r.time_ms is not null, r.time, null) as text), r.time_ms, cast(null as integer), cast(null as integer),
    'sportradar'
from crosswalk_sportradar_sessions as s
cross join sportradar_stages as st on st.parent_id = s.id
cross join sportradar_stage_results as r on r.stage_id = st.id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
left join crosswalk_sportradar_teams as t on t.id = r.team_id
where st.type = 'lap' and st.removed_at is null and r.competitor_id is not null and r.removed_at is null
    and not exists (
        select 1
        from crosswalk_balldontlie_sessions as b cross join balldontlie_lap_times as l on l.session_id = b.id
        where b.session_id = s.session_id and l.removed_at is null
    )
    and not exists (
        select 1
        from sportradar_merge_mappings as m
        join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
        where m.merged_id = r.competitor_id and kept.removed_at is null
    )
