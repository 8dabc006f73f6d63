-- The best times of the parts of the chosen qualifyings, as in the view `qualifying`: BALLDONTLIE's, else Sportradar's.
-- with: ids
select
    i.session_id, d.canonical_id as driver_id,
    coalesce(b.display_name, b.first_name || ' ' || b.last_name, b.last_name, b.first_name) as driver,
    t.canonical_id as team_id, coalesce(m.name, m.display_name) as team, q.final_position as position,
    q.q1_time_ms as q1_ms, q.q2_time_ms as q2_ms, q.q3_time_ms as q3_ms, 'balldontlie' as provider
from ids as i
cross join balldontlie_qualifying_results as q on q.session_id = i.number
left join crosswalk as d on d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(q.driver_id as text)
left join balldontlie_drivers as b on b.id = q.driver_id
left join crosswalk as t on t.kind = 'team' and t.provider = 'balldontlie' and t.provider_id = cast(q.team_id as text)
left join balldontlie_teams as m on m.id = q.team_id
where q.removed_at is null
union all
select
    i.session_id, d.driver_id, d.driver, t.team_id, t.team, r.position,
    (
        select p.best_ms
        from crosswalk_sportradar_parts as p
        where p.session = i.stage_id and p.driver = r.competitor_id and p.part = 1
    ),
    (
        select p.best_ms
        from crosswalk_sportradar_parts as p
        where p.session = i.stage_id and p.driver = r.competitor_id and p.part = 2
    ),
    (
        select p.best_ms
        from crosswalk_sportradar_parts as p
        where p.session = i.stage_id and p.driver = r.competitor_id and p.part = 3
    ),
    'sportradar'
from ids as i
cross join sportradar_stage_results as r on r.stage_id = i.stage_id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
left join crosswalk_sportradar_teams as t on t.id = r.team_id
where i.type in ('qualifying', 'sprint_qualifying') and r.competitor_id is not null
    and r.removed_at is null and coalesce(r.position, r.status, r.laps, r.fastest_lap_time) is not null
    and not exists (select 1 from balldontlie_qualifying_results as q where q.session_id = i.number and q.removed_at is null)
    and not exists (
        select 1
        from sportradar_merge_mappings as m
        join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
        where m.merged_id = r.competitor_id and kept.removed_at is null
    )
