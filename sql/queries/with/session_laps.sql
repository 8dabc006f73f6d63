-- The laps of the chosen sessions, as in the view `laps`: BALLDONTLIE's if it has any, else Sportradar's lap stages. (Each
-- part is named as seldom as can be: SQLite compiles a common table expression anew wherever it is named.)
-- with: ids
select
    i.session_id, i.type, d.canonical_id as driver_id, coalesce(b.display_name, b.first_name || ' ' || b.last_name) as driver,
    t.canonical_id as team_id, coalesce(m.name, m.display_name) as team, l.lap_number, l.lap_time_ms,
    l.is_pit_in_lap, l.is_pit_out_lap, 'balldontlie' as provider
from ids as i
cross join balldontlie_lap_times as l on l.session_id = i.number
left join crosswalk as d on d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(l.driver_id as text)
left join balldontlie_drivers as b on b.id = l.driver_id
left join crosswalk as t on t.kind = 'team' and t.provider = 'balldontlie' and t.provider_id = cast(l.team_id as text)
left join balldontlie_teams as m on m.id = l.team_id
where l.removed_at is null
union all
select
    i.session_id, i.type, d.driver_id, d.driver, t.team_id, t.team,
    coalesce(nullif(cast(substr(s.description, instr(s.description, ' ') + 1) as integer), 0), r.laps), r.time_ms,
    null, null, 'sportradar'
from ids as i
cross join sportradar_stages as s on s.parent_id = i.stage_id
cross join sportradar_stage_results as r on r.stage_id = s.id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
left join crosswalk_sportradar_teams as t on t.id = r.team_id
where s.type = 'lap' and s.removed_at is null and r.competitor_id is not null and r.removed_at is null
    and not exists (select 1 from balldontlie_lap_times as l where l.session_id = i.number and l.removed_at is null)
    and not exists (
        select 1
        from sportradar_merge_mappings as m
        join sportradar_stage_results as kept on kept.stage_id = r.stage_id and kept.competitor_id = m.retained_id
        where m.merged_id = r.competitor_id and kept.removed_at is null
    )
