-- Results
-- One row per driver and session, from the first of BALLDONTLIE, Sportradar and AltSportsData that has results of the
-- session. BALLDONTLIE has no grid, points, race time or gap: those are Sportradar's where it has the session, and
-- `filled_by` says so. Where the leader of a race or sprint has points, a driver without any has 0: Sportradar leaves zeros
-- out. Gaps that Sportradar prints as full times are taken back to gaps.
-- grid: The place on the grid.
-- status: The driver's state in words: Finished, Out, Disqualified, Did not start (Sportradar), ACT, DNF ... (AltSportsData).
-- retired: Whether the driver retired (0, 1).
-- laps_completed: Laps completed.
-- laps_down: Laps behind the leader at the finish of a race or sprint, 0 on the lead lap; NULL for the unclassified.
-- Counted from laps where no provider says it.
-- pit_stops: The number of pit stops.
-- points: Points of a race or sprint; halves exist.
-- race_time_ms: From start to finish, for those on the lead lap.
-- gap_to_leader_ms: Behind the leader at the finish of a race or sprint, 0 for the leader, NULL when laps down; in
-- practice behind the fastest lap. NULL in qualifying, where parts do not compare.
-- fastest_lap_ms: The driver's fastest lap in the session.
-- provider: The provider whose result this is.
-- filled_by: Who filled columns that `provider` does not have; NULL when nobody did.
select
    r.season, r.event_id, r.event, r.session_id, r.session, r.type,
    r.driver_id, r.driver, r.team_id, r.team,
    r.position, f.grid, coalesce(r.status, f.status) as status, r.retired, r.laps_completed,
    case when r.type in ('race', 'sprint') and r.position is not null then
        coalesce(
            f.time_laps_down, f.gap_to_leader_laps, iif(coalesce(f.time_ms, f.time_gap_ms) is null, null, 0),
            r.leader_laps - r.laps_completed
        )
    end as laps_down,
    r.pit_stops,
    coalesce(f.points, iif(w.points is not null and coalesce(f.position, f.status) is not null, 0, null)) as points,
    case when r.type in ('race', 'sprint') then coalesce(f.time_ms, w.time_ms + f.time_gap_ms) end as race_time_ms,
    case
        when r.type in ('race', 'sprint') and f.position = 1 then 0
        when r.type in ('race', 'sprint') and f.position is not null and f.time_laps_down is null
            then coalesce(f.time_gap_ms, f.time_ms - w.time_ms, f.gap_to_leader_ms)
        when r.type = 'practice' and f.position = 1 then 0
        when r.type = 'practice' and f.position is not null
            then coalesce(f.fastest_lap_gap_ms, f.fastest_lap_time_ms - w.fastest_lap_time_ms, f.gap_to_leader_ms)
        else r.gap_ms
    end as gap_to_leader_ms,
    coalesce(r.fastest_lap_ms, f.fastest_lap_time_ms, w.fastest_lap_time_ms + f.fastest_lap_gap_ms) as fastest_lap_ms,
    r.provider,
    iif(
        r.provider <> 'sportradar' and coalesce(
            f.grid, f.status, f.points, f.time_ms, f.time_gap_ms, f.time_laps_down, f.gap_to_leader_ms,
            f.fastest_lap_gap_ms, iif(r.fastest_lap_ms is null, f.fastest_lap_time_ms, null)
        ) is not null,
        'sportradar', null
    ) as filled_by
from (
    select
        s.season, s.event_id, s.event, s.session_id, s.session, s.type,
        d.driver_id, d.driver, t.team_id, t.team,
        b.position, null as status, cast(b.retired as integer) as retired, b.laps_completed, b.pit_stops,
        (
            select max(o.laps_completed) from balldontlie_session_results as o
            where o.session_id = b.session_id and o.removed_at is null
        ) as leader_laps,
        null as gap_ms,
        (
            select min(o.best_lap_time_ms) from balldontlie_session_timing_stats as o
            where o.session_id = b.session_id and o.driver_id = b.driver_id and o.removed_at is null
        ) as fastest_lap_ms,
        'balldontlie' as provider,
        (
            select r.rowid
            from crosswalk as xs
            cross join crosswalk as xd
            cross join sportradar_stage_results as r on r.stage_id = xs.provider_id and r.competitor_id = xd.provider_id
            where xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'sportradar'
                and xd.kind = 'driver' and xd.canonical_id = d.driver_id and +xd.provider = 'sportradar'
                and r.removed_at is null
            order by exists (select 1 from sportradar_merge_mappings as m where m.merged_id = r.competitor_id)
            limit 1
        ) as filling
    from crosswalk_balldontlie_sessions as s
    cross join balldontlie_session_results as b on b.session_id = s.id
    left join crosswalk_balldontlie_drivers as d on d.id = b.driver_id
    left join crosswalk_balldontlie_teams as t on t.id = b.team_id
    where b.removed_at is null
    union all
    select
        s.season, s.event_id, s.event, s.session_id, s.session, s.type,
        d.driver_id, d.driver, t.team_id, t.team,
        r.position, r.status,
        case when r.substatus = 'Retired' or r.status = 'Out' then 1 when r.status is not null then 0 end,
        r.laps, r.pitstop_count,
        (
            select max(o.laps) from sportradar_stage_results as o
            where o.stage_id = r.stage_id and o.removed_at is null
        ),
        null, null, 'sportradar', r.rowid
    from crosswalk_sportradar_sessions as s
    cross join sportradar_stage_results as r on r.stage_id = s.id
    left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
    left join crosswalk_sportradar_teams as t on t.id = r.team_id
    where r.competitor_id is not null and r.removed_at is null
        and coalesce(r.position, r.status, r.laps, r.fastest_lap_time) is not null
        and not exists (
            select 1
            from crosswalk_balldontlie_sessions as b cross join balldontlie_session_results as o on o.session_id = b.id
            where b.session_id = s.session_id and o.removed_at is null
        )
        and not exists (
            select 1
            from sportradar_merge_mappings as m
            join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
            where m.merged_id = r.competitor_id and kept.removed_at is null
        )
    union all
    select
        s.season, s.event_id, s.event, s.session_id, s.session, s.type,
        d.driver_id, coalesce(d.driver, a.participant), null, null,
        coalesce(a.position, cast(nullif(a.athlete_round_rank, 0) as integer)), a.athlete_lap_status,
        case when a.athlete_lap_status = 'DNF' then 1 when a.athlete_lap_status is not null then 0 end,
        cast(nullif(a.total_laps, 0) as integer), null,
        (
            select cast(max(o.total_laps) as integer) from altsportsdata_heat_results as o
            where o.event_id = a.event_id and o.heat_id = a.heat_id and o.removed_at is null
        ),
        iif(s.type in ('practice', 'race', 'sprint'), a.gap_ms, null),
        iif(
            s.type in ('practice', 'qualifying', 'sprint_qualifying'),
            coalesce(a.lap_time_ms, cast(round(nullif(a.athlete_lap_time, 0) * 1000) as integer)), null
        ),
        'altsportsdata', null
    from crosswalk_altsportsdata_sessions as s
    cross join altsportsdata_heat_results as a on a.event_id = s.own_event_id and a.heat_id = s.heat_id
    left join crosswalk_altsportsdata_drivers as d on d.id = coalesce(a.athlete_id, 'participant:' || a.participant)
    where a.removed_at is null
        and not exists (
            select 1
            from crosswalk_balldontlie_sessions as b cross join balldontlie_session_results as o on o.session_id = b.id
            where b.session_id = s.session_id and o.removed_at is null
        )
        and not exists (
            select 1
            from crosswalk_sportradar_sessions as b cross join sportradar_stage_results as o on o.stage_id = b.id
            where b.session_id = s.session_id and o.competitor_id is not null and o.removed_at is null
                and coalesce(o.position, o.status, o.laps, o.fastest_lap_time) is not null
        )
        and not exists (
            select 1
            from crosswalk_altsportsdata_sessions as b
            cross join altsportsdata_heat_results as o on o.event_id = b.own_event_id and o.heat_id = b.heat_id
            where b.session_id = s.session_id and b.id < s.id and o.removed_at is null
        )
        and not exists (
            select 1 from altsportsdata_heat_results as o
            where o.event_id = a.event_id and o.heat_id = a.heat_id and o.athlete_id = a.athlete_id
                and o.removed_at is null
                and (coalesce(o.total_laps, 0), a.result_key) > (coalesce(a.total_laps, 0), o.result_key)
        )
) as r
left join sportradar_stage_results as f on f.rowid = r.filling
left join sportradar_stage_results as w on w.rowid = (
    select min(o.rowid) from sportradar_stage_results as o
    where o.stage_id = f.stage_id and o.position = 1 and o.competitor_id is not null and o.removed_at is null
)
