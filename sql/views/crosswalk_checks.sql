-- The checks that apply to each session
-- One row per session and check of the referee, with the reason why it cannot be checked here.
-- check: The check.
-- missing: What is missing for it, in words; NULL when it can be checked.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type, c."check",
    case c."check"
        when 'laps_contiguous' then iif(
            exists (
                select 1
                from crosswalk_balldontlie_sessions as b
                cross join balldontlie_lap_times as o on o.session_id = b.id
                where b.session_id = s.session_id and o.removed_at is null
            )
            or exists (
                select 1
                from crosswalk_sportradar_sessions as b
                cross join sportradar_stages as st on st.parent_id = b.id and st.type = 'lap'
                cross join sportradar_stage_results as o on o.stage_id = st.id
                where b.session_id = s.session_id and o.competitor_id is not null and o.removed_at is null
            ),
            null, 'no laps of this session are here'
        )
        when 'positions_once' then iif(
            exists (
                select 1
                from crosswalk_balldontlie_sessions as b
                cross join balldontlie_session_results as o on o.session_id = b.id
                where b.session_id = s.session_id and o.removed_at is null
            )
            or exists (
                select 1
                from crosswalk_sportradar_sessions as b
                cross join sportradar_stage_results as o on o.stage_id = b.id
                where b.session_id = s.session_id and o.position is not null and o.competitor_id is not null
                    and o.removed_at is null
            ),
            null, 'no result of this session is here'
        )
        when 'lap_positions_once' then iif(
            exists (
                select 1
                from crosswalk_balldontlie_sessions as b
                cross join balldontlie_position_history as o on o.session_id = b.id
                where b.session_id = s.session_id and o.removed_at is null
            )
            or exists (
                select 1
                from crosswalk_sportradar_sessions as b
                cross join sportradar_stages as st on st.parent_id = b.id and st.type = 'lap'
                cross join sportradar_stage_results as o on o.stage_id = st.id
                where b.session_id = s.session_id and o.position is not null and o.removed_at is null
            ),
            null, 'no positions of this session are here'
        )
        when 'stints_tile' then iif(
            exists (
                select 1
                from crosswalk_balldontlie_sessions as b
                cross join balldontlie_tire_stints as o on o.session_id = b.id
                where b.session_id = s.session_id and o.removed_at is null
            ),
            null, 'no stints of this session are here'
        )
        when 'sectors_add_up' then iif(
            exists (
                select 1
                from crosswalk_balldontlie_sessions as b
                cross join balldontlie_session_timing_stats as o on o.session_id = b.id
                where b.session_id = s.session_id and o.removed_at is null
                    and o.best_sector_1 + o.best_sector_2 + o.best_sector_3 + o.best_lap_time_ms is not null
            ),
            null, 'no sectors of this session are here'
        )
        when 'stops_match_stints' then iif(
            exists (
                select 1
                from crosswalk_balldontlie_sessions as b
                cross join balldontlie_tire_stints as o on o.session_id = b.id
                where b.session_id = s.session_id and o.removed_at is null
            )
            and exists (
                select 1
                from crosswalk_balldontlie_sessions as b
                cross join balldontlie_pit_stops as o on o.session_id = b.id
                where b.session_id = s.session_id and o.removed_at is null
            ),
            null, 'stints and stops of this session are not both here'
        )
        when 'weekend_points_add_up' then iif(
            exists (
                select 1
                from crosswalk_sportradar_sessions as b
                cross join sportradar_stage_results as o on o.stage_id = b.id
                cross join sportradar_stage_results as e on e.stage_id = b.own_event_id
                where b.session_id = s.session_id and o.points is not null and o.removed_at is null
                    and e.competitor_id is not null and e.points is not null and e.removed_at is null
            ),
            null, 'no provider here gives points per race and per weekend'
        )
        when 'providers_agree' then iif(
            (
                exists (
                    select 1
                    from crosswalk_balldontlie_sessions as b
                    cross join balldontlie_session_results as o on o.session_id = b.id
                    where b.session_id = s.session_id and o.removed_at is null
                )
                + exists (
                    select 1
                    from crosswalk_sportradar_sessions as b
                    cross join sportradar_stage_results as o on o.stage_id = b.id
                    where b.session_id = s.session_id and o.position is not null and o.removed_at is null
                )
                + exists (
                    select 1
                    from crosswalk_altsportsdata_sessions as b
                    cross join altsportsdata_heat_results as o
                        on o.event_id = b.own_event_id and o.heat_id = b.heat_id
                    where b.session_id = s.session_id and o.removed_at is null
                )
            ) > 1,
            null, 'fewer than two providers have a result of this session here'
        )
    end as missing
from (
    select season, event_id, event, session_id, session, type from crosswalk_balldontlie_sessions
    union all
    select season, event_id, event, session_id, session, type from crosswalk_sportradar_sessions as s
    where not exists (select 1 from crosswalk_balldontlie_sessions as o where o.session_id = s.session_id)
    union all
    select season, event_id, event, session_id, session, type from crosswalk_altsportsdata_sessions as s
    where not exists (select 1 from crosswalk_balldontlie_sessions as o where o.session_id = s.session_id)
        and not exists (select 1 from crosswalk_sportradar_sessions as o where o.session_id = s.session_id)
        and not exists (
            select 1 from crosswalk_altsportsdata_sessions as o
            where o.session_id = s.session_id and o.id < s.id
        )
) as s
cross join (
    select 'laps_contiguous' as "check", 0 as raced union all select 'positions_once', 0
    union all select 'stints_tile', 0 union all select 'sectors_add_up', 0 union all select 'providers_agree', 0
    union all select 'lap_positions_once', 1 union all select 'stops_match_stints', 1
    union all select 'weekend_points_add_up', 2
) as c on c.raced = 0 or s.type = 'race' or (c.raced = 1 and s.type = 'sprint')
