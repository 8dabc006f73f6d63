-- Qualifying
-- One row per driver and qualifying or sprint qualifying, with the best lap of each part. Sportradar's parts are stages of
-- their own, in the order of their names (`Q1`, `SQ1` ...); where it prints gaps they are put on the part's best lap.
-- position: The place in qualifying, before grid penalties.
-- q1_ms: The best lap of the first part.
-- q2_ms: The best lap of the second part; NULL for those out before.
-- q3_ms: The best lap of the third part; NULL for those out before.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    q.final_position as position, q.q1_time_ms as q1_ms, q.q2_time_ms as q2_ms, q.q3_time_ms as q3_ms,
    'balldontlie' as provider
from crosswalk_balldontlie_sessions as s
cross join balldontlie_qualifying_results as q on q.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = q.driver_id
left join crosswalk_balldontlie_teams as t on t.id = q.team_id
where q.removed_at is null
union all
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    r.position,
    (select p.best_ms from crosswalk_sportradar_parts as p where p.session = s.id and p.driver = r.competitor_id and p.part = 1),
    (select p.best_ms from crosswalk_sportradar_parts as p where p.session = s.id and p.driver = r.competitor_id and p.part = 2),
    (select p.best_ms from crosswalk_sportradar_parts as p where p.session = s.id and p.driver = r.competitor_id and p.part = 3),
    'sportradar'
from crosswalk_sportradar_sessions as s
cross join sportradar_stage_results as r on r.stage_id = s.id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
left join crosswalk_sportradar_teams as t on t.id = r.team_id
where s.type in ('qualifying', 'sprint_qualifying') and r.competitor_id is not null and r.removed_at is null
    and coalesce(r.position, r.status, r.laps, r.fastest_lap_time) is not null
    and not exists (
        select 1
        from crosswalk_balldontlie_sessions as b cross join balldontlie_qualifying_results as o on o.session_id = b.id
        where b.session_id = s.session_id and o.removed_at is null
    )
    and not exists (
        select 1
        from sportradar_merge_mappings as m
        join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
        where m.merged_id = r.competitor_id and kept.removed_at is null
    )
