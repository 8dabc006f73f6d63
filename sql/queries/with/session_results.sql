-- The results of the chosen sessions, as in the view `results`: BALLDONTLIE's, filled from Sportradar, else Sportradar's.
-- with: ids
with theirs as materialized (
    select
        i.session_id, i.type, i.number, d.canonical_id as driver_id, r.competitor_id, r.team_id, r.position, r.grid, r.laps,
        r.points, r.status, r.substatus, r.fastest_lap_time_ms,
        max(iif(r.position = 1, r.points, null)) over one as winner_points,
        coalesce(
            r.time_ms,
            max(iif(r.position = 1, r.time_ms, null)) over one
                + coalesce(r.time_gap_ms, iif(r.position > 1, r.gap_to_leader_ms, null))
        ) as race_time_ms
    from ids as i
    cross join sportradar_stage_results as r on r.stage_id = i.stage_id
    left join crosswalk as d on d.kind = 'driver' and d.provider = 'sportradar' and d.provider_id = r.competitor_id
    where r.competitor_id is not null and r.removed_at is null
        and coalesce(r.position, r.status, r.laps, r.fastest_lap_time) is not null
        and not exists (
            select 1
            from sportradar_merge_mappings as m
            join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
            where m.merged_id = r.competitor_id and kept.removed_at is null
        )
    window one as (partition by i.session_id)
)
select
    o.session_id, o.type, o.own_id, o.driver_id, o.driver, o.team_id, o.team, o.position, f.grid, o.retired, o.laps_completed,
    f.race_time_ms, coalesce(f.points, iif(f.winner_points is not null, 0, null)) as points,
    coalesce(o.fastest_lap_ms, f.fastest_lap_time_ms) as fastest_lap_ms, 'balldontlie' as provider,
    iif(f.grid is null, null, 'sportradar') as grid_provider
from (
    select
        i.session_id, i.type, r.driver_id as own_id, d.canonical_id as driver_id,
        coalesce(b.display_name, b.first_name || ' ' || b.last_name, b.last_name, b.first_name) as driver,
        t.canonical_id as team_id,
        coalesce(m.name, m.display_name) as team, r.position, r.retired, r.laps_completed,
        (
            select min(o.best_lap_time_ms)
            from balldontlie_session_timing_stats as o
            where o.session_id = r.session_id and o.driver_id = r.driver_id and o.removed_at is null
        ) as fastest_lap_ms
    from ids as i
    cross join balldontlie_session_results as r on r.session_id = i.number
    left join crosswalk as d
        on d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(r.driver_id as text)
    left join balldontlie_drivers as b on b.id = r.driver_id
    left join crosswalk as t on t.kind = 'team' and t.provider = 'balldontlie' and t.provider_id = cast(r.team_id as text)
    left join balldontlie_teams as m on m.id = r.team_id
    where r.removed_at is null
) as o
left join theirs as f on f.session_id = o.session_id and f.driver_id = o.driver_id
union all
select
    f.session_id, f.type, f.competitor_id, f.driver_id, d.driver, t.team_id, t.team, f.position, f.grid,
    case when f.substatus = 'Retired' or f.status = 'Out' then 1 when f.status is not null then 0 end, f.laps,
    f.race_time_ms, coalesce(f.points, iif(f.winner_points is not null, 0, null)), f.fastest_lap_time_ms, 'sportradar',
    iif(f.grid is null, null, 'sportradar')
from theirs as f
left join crosswalk_sportradar_drivers as d on d.id = f.competitor_id
left join crosswalk_sportradar_teams as t on t.id = f.team_id
where not exists (select 1 from balldontlie_session_results as r where r.session_id = f.number and r.removed_at is null)
