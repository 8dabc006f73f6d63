-- The rows that fail the referee's checks
-- One row per thing that cannot be, in the rows that the views show. What each check looks at:
-- `laps_contiguous`: no lap of a driver is missing or there twice (lap 1 may be missing), and in a race or sprint the laps
-- go as far as the result says, or one unfinished lap further. `positions_once`: places in a result are 1 to N, each once.
-- `lap_positions_once`: no two cars of a race or sprint are in one place on one lap. `stints_tile`: stints are numbered
-- from 1 without a hole, and in a race or sprint their laps add up to those of the result (one more or less for the
-- retired). `sectors_add_up`: the three best sectors are not slower than the best lap together, for they are at most its
-- own, and not a tenth quicker. `stops_match_stints`: in a race or sprint stops are one fewer than stints (as many, for
-- the retired), and as many as the result says. `weekend_points_add_up`: the points of race and sprint are those that
-- Sportradar gives for the event. `standings_add_up`: the points of all races and sprints, those of Sportradar, are
-- those of the standings, of drivers and of the teams that BALLDONTLIE's results name. `providers_agree`: no row in `disagreements`.
-- event_id: The event; NULL for the standings of a season.
-- session_id: The session; NULL for the standings of a season.
-- check: The check.
-- driver_id: The driver; NULL where a team is meant, which is then in `what`.
-- lap_number: The lap; NULL where none is meant.
-- what: What is wrong, in words.
select
    -- Drivers whose laps count up are passed over before any lap of theirs is looked at. Casts give all arms one affinity,
    -- so that SQLite can look into each arm for one session and one check.
    s.season, s.event_id, s.session_id, 'laps_contiguous' as "check", d.driver_id,
    cast(l.lap_number - (w.what = 'hole') as integer) as lap_number,
    iif(w.what = 'twice', 'lap ' || l.lap_number || ' is there twice', 'lap ' || (l.lap_number - 1) || ' is missing') as what
from crosswalk_balldontlie_sessions as s
cross join balldontlie_drivers as b
cross join balldontlie_lap_times as l on l.session_id = s.id and l.driver_id = b.id
cross join (select 'twice' as what union all select 'hole') as w
left join crosswalk_balldontlie_drivers as d on d.id = b.id
where l.removed_at is null
    and (
        select count(*) <> max(o.lap_number) - min(o.lap_number) + 1 or count(distinct o.lap_number) <> count(*)
            or min(o.lap_number) > 2
        from balldontlie_lap_times as o
        where o.session_id = s.id and o.driver_id = b.id and o.removed_at is null
    )
    and (w.what = 'twice' or l.lap_number > 2)
    and (w.what = 'twice') = exists (
        select 1 from balldontlie_lap_times as o
        where o.session_id = s.id and o.driver_id = b.id and o.lap_number = l.lap_number - (w.what = 'hole')
            and (w.what = 'hole' or o.id < l.id) and o.removed_at is null
    )
union all
select
    s.season, s.event_id, s.session_id, 'laps_contiguous', d.driver_id, cast(null as integer),
    'laps end at ' || last || ', the result says ' || r.laps_completed
from crosswalk_balldontlie_sessions as s
cross join (
    select
        session_id, driver_id, laps_completed, removed_at,
        coalesce(
            (
                select max(l.lap_number) from balldontlie_lap_times as l
                where l.session_id = r.session_id and l.driver_id = r.driver_id and l.removed_at is null
            ),
            0
        ) as last
    from balldontlie_session_results as r
) as r on r.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = r.driver_id
where r.removed_at is null and s.type in ('race', 'sprint')
    and (r.laps_completed > max(last, 1) or r.laps_completed < last - 1)
    and exists (select 1 from balldontlie_lap_times as l where l.session_id = s.id and l.removed_at is null)
union all
select
    s.season, s.event_id, s.session_id, 'laps_contiguous', d.driver_id,
    cast(cast(substr(st.description, instr(st.description, ' ') + 1) as integer) - 1 as integer),
    'lap ' || (cast(substr(st.description, instr(st.description, ' ') + 1) as integer) - 1) || ' is missing'
from crosswalk_sportradar_sessions as s
cross join sportradar_stages as st on st.parent_id = s.id
cross join sportradar_stage_results as r on r.stage_id = st.id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
where st.type = 'lap' and st.removed_at is null and r.competitor_id is not null and r.removed_at is null
    and cast(substr(st.description, instr(st.description, ' ') + 1) as integer) > 2
    and not exists (
        select 1
        from sportradar_stages as o
        cross join sportradar_stage_results as before on before.stage_id = o.id
        where o.parent_id = st.parent_id and o.type = 'lap' and o.removed_at is null
            and cast(substr(o.description, instr(o.description, ' ') + 1) as integer)
            = cast(substr(st.description, instr(st.description, ' ') + 1) as integer) - 1
            and before.competitor_id = r.competitor_id and before.removed_at is null
    )
    and not exists (
        select 1
        from crosswalk_balldontlie_sessions as b cross join balldontlie_lap_times as l on l.session_id = b.id
        where b.session_id = s.session_id and l.removed_at is null
    )
union all
select
    s.season, s.event_id, s.session_id, 'positions_once', d.driver_id, cast(null as integer),
    iif(w.what = 'twice', 'place ' || r.position || ' is there twice', 'nobody is in place ' || (r.position - 1))
from crosswalk_balldontlie_sessions as s
cross join balldontlie_session_results as r on r.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = r.driver_id
cross join (select 'twice' as what union all select 'hole') as w
where r.removed_at is null and (w.what = 'twice' or r.position > 1)
    and (w.what = 'twice') = exists (
        select 1 from balldontlie_session_results as o
        where o.session_id = r.session_id and o.removed_at is null and o.id <> r.id
            and o.position = r.position - (w.what = 'hole')
    )
union all
select
    s.season, s.event_id, s.session_id, 'positions_once', d.driver_id, cast(null as integer),
    iif(w.what = 'twice', 'place ' || r.position || ' is there twice', 'nobody is in place ' || (r.position - 1))
from crosswalk_sportradar_sessions as s
cross join sportradar_stage_results as r on r.stage_id = s.id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
cross join (select 'twice' as what union all select 'hole') as w
where r.removed_at is null and r.competitor_id is not null and (w.what = 'twice' or r.position > 1)
    and (w.what = 'twice') = exists (
        select 1 from sportradar_stage_results as o
        where o.stage_id = r.stage_id and o.competitor_id <> r.competitor_id and o.removed_at is null
            and o.position = r.position - (w.what = 'hole')
    )
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
    -- Sessions whose laps have each place once are passed over before any row of theirs is looked at.
    s.season, s.event_id, s.session_id, 'lap_positions_once', d.driver_id, p.lap_number,
    'place ' || p.position || ' is there ' || (
        select count(*)
        from balldontlie_position_history as o
        where o.session_id = p.session_id and o.lap_number = p.lap_number and o.position = p.position and o.removed_at is null
    ) || ' times'
from crosswalk_balldontlie_sessions as s
cross join balldontlie_position_history as p on p.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = p.driver_id
where s.type in ('race', 'sprint') and p.removed_at is null
    and (
        select count(o.position) <> count(distinct 1000 * o.lap_number + o.position)
        from balldontlie_position_history as o
        where o.session_id = s.id and o.removed_at is null
    )
    and exists (
        select 1
        from balldontlie_position_history as o
        where o.session_id = p.session_id and o.lap_number = p.lap_number and o.position = p.position and o.id <> p.id
            and o.removed_at is null
    )
union all
select
    s.season, s.event_id, s.session_id, 'lap_positions_once', d.driver_id,
    cast(substr(st.description, instr(st.description, ' ') + 1) as integer),
    'place ' || r.position || ' is there more than once'
from crosswalk_sportradar_sessions as s
cross join sportradar_stages as st on st.parent_id = s.id
cross join sportradar_stage_results as r on r.stage_id = st.id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
where st.type = 'lap' and st.removed_at is null and r.competitor_id is not null and r.removed_at is null
    and exists (
        select 1 from sportradar_stage_results as o
        where o.stage_id = st.id and o.position = r.position and o.competitor_id <> r.competitor_id
            and o.removed_at is null
    )
    and not exists (
        select 1
        from crosswalk_balldontlie_sessions as b cross join balldontlie_position_history as o on o.session_id = b.id
        where b.session_id = s.session_id and o.removed_at is null
    )
union all
select
    s.season, s.event_id, s.session_id, 'stints_tile', d.driver_id, cast(null as integer),
    iif(w.what = 'twice', 'stint ' || i.stint_number || ' is there twice', 'stint ' || (i.stint_number - 1) || ' is missing')
from crosswalk_balldontlie_sessions as s
cross join balldontlie_tire_stints as i on i.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = i.driver_id
cross join (select 'twice' as what union all select 'hole') as w
where i.removed_at is null and (w.what = 'twice' or i.stint_number > 1)
    and (w.what = 'twice') = exists (
        select 1 from balldontlie_tire_stints as o
        where o.session_id = i.session_id and o.driver_id = i.driver_id and o.id <> i.id and o.removed_at is null
            and o.stint_number = i.stint_number - (w.what = 'hole')
    )
union all
select
    s.season, s.event_id, s.session_id, 'stints_tile', d.driver_id, cast(null as integer),
    'stints have ' || coalesce(r.laps, 'unknown') || ' laps, the result says ' || r.laps_completed
from crosswalk_balldontlie_sessions as s
cross join (
    select
        session_id, driver_id, laps_completed, retired, removed_at,
        (
            select iif(count(*) = count(total_laps), sum(total_laps - coalesce(start_lap, 0)), null)
            from balldontlie_tire_stints as i
            where i.session_id = r.session_id and i.driver_id = r.driver_id and i.removed_at is null
        ) as laps
    from balldontlie_session_results as r
) as r on r.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = r.driver_id
where r.removed_at is null and s.type in ('race', 'sprint')
    and coalesce(abs(r.laps - r.laps_completed) > coalesce(r.retired, 0), 1)
    and r.laps_completed is not null
    and exists (
        select 1 from balldontlie_tire_stints as i
        where i.session_id = r.session_id and i.driver_id = r.driver_id and i.removed_at is null
    )
union all
select
    s.season, s.event_id, s.session_id, 'sectors_add_up', d.driver_id, b.best_lap_number,
    'sectors make ' || cast(round((b.best_sector_1 + b.best_sector_2 + b.best_sector_3) * 1000) as integer)
    || ' ms, the lap ' || b.best_lap_time_ms || ' ms'
from crosswalk_balldontlie_sessions as s
cross join balldontlie_session_timing_stats as b on b.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = b.driver_id
where b.removed_at is null
    and (b.best_sector_1 + b.best_sector_2 + b.best_sector_3) * 1000
    not between b.best_lap_time_ms * 0.9 and b.best_lap_time_ms + 1.5
union all
select
    s.season, s.event_id, s.session_id, 'stops_match_stints', d.driver_id, cast(null as integer),
    iif(
        r.stints - 1 <= r.stops and r.stops <= r.stints - 1 + coalesce(r.retired, 0),
        'the result says ' || r.pit_stops || ' stops, there are ' || r.stops,
        r.stints || ' stints and ' || r.stops || ' stops'
    )
from crosswalk_balldontlie_sessions as s
cross join (
    select
        session_id, driver_id, retired, pit_stops, removed_at,
        (
            select count(*) from balldontlie_tire_stints as i
            where i.session_id = r.session_id and i.driver_id = r.driver_id and i.removed_at is null
        ) as stints,
        (
            select count(*) from balldontlie_pit_stops as p
            where p.session_id = r.session_id and p.driver_id = r.driver_id and p.removed_at is null
        ) as stops
    from balldontlie_session_results as r
) as r on r.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = r.driver_id
where r.removed_at is null and s.type in ('race', 'sprint') and r.stints > 0
    and (r.stops not between r.stints - 1 and r.stints - 1 + coalesce(r.retired, 0) or r.stops <> r.pit_stops)
    and exists (select 1 from balldontlie_pit_stops as p where p.session_id = s.id and p.removed_at is null)
union all
select
    s.season, s.event_id, s.session_id, 'weekend_points_add_up', d.driver_id, cast(null as integer),
    'race and sprint make ' || printf('%g', r.added) || ' points, the event ' || printf('%g', coalesce(r.points, 0))
from crosswalk_sportradar_sessions as s
cross join (
    select
        e.stage_id, e.competitor_id, e.points, e.removed_at,
        (
            select coalesce(sum(o.points), 0)
            from sportradar_stages as st
            cross join sportradar_stage_results as o on o.stage_id = st.id and o.competitor_id = e.competitor_id
            where st.parent_id = e.stage_id and st.type in ('race', 'sprint_race')
                and st.removed_at is null and o.removed_at is null
        ) as added
    from sportradar_stage_results as e
) as r on r.stage_id = s.own_event_id
left join crosswalk_sportradar_drivers as d on d.id = r.competitor_id
where s.type = 'race' and r.competitor_id is not null and r.removed_at is null
    and abs(r.added - coalesce(r.points, 0)) > 0.001
    and exists (
        select 1 from sportradar_stage_results as o
        where o.stage_id = s.id and o.points is not null and o.removed_at is null
    )
union all
select
    b.season, cast(null as text), cast(null as text), 'standings_add_up', d.driver_id, cast(null as integer),
    'races and sprints make ' || printf('%g', b.added) || ' points, ' || b.provider || '''s standings say '
    || printf('%g', b.points)
from (
    select
        b.season, b.driver_id, b.points, 'balldontlie' as provider,
        (
            select coalesce(sum(o.points), 0)
            from crosswalk_sportradar_sessions as s
            cross join crosswalk as d
            cross join crosswalk as xd
            cross join sportradar_stage_results as o on o.stage_id = s.id and o.competitor_id = xd.provider_id
            where s.season = b.season and s.type in ('race', 'sprint') and o.removed_at is null
                and d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(b.driver_id as text)
                and xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'sportradar'
        ) as added
    from balldontlie_driver_standings as b
    where b.removed_at is null
) as b
join crosswalk_season_points as c on c.season = b.season and c.missing is null
left join crosswalk_balldontlie_drivers as d on d.id = b.driver_id
where abs(b.added - b.points) > 0.001
union all
select
    b.season, cast(null as text), cast(null as text), 'standings_add_up', cast(null as text), cast(null as integer),
    t.team || ': races and sprints make ' || printf('%g', b.added) || ' points, balldontlie''s standings say '
    || printf('%g', b.points)
from (
    select
        b.season, b.team_id, b.points,
        (
            select coalesce(sum(o.points), 0)
            from crosswalk_balldontlie_sessions as s
            cross join balldontlie_session_results as r on r.session_id = s.id
            cross join crosswalk as xs
            cross join crosswalk as d
            cross join crosswalk as xd
            cross join sportradar_stage_results as o on o.stage_id = xs.provider_id and o.competitor_id = xd.provider_id
            where s.season = b.season and s.type in ('race', 'sprint') and r.team_id = b.team_id
                and r.removed_at is null and o.removed_at is null
                and xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'sportradar'
                and d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(r.driver_id as text)
                and xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'sportradar'
        ) as added
    from balldontlie_team_standings as b
    where b.removed_at is null
) as b
join crosswalk_season_points as c on c.season = b.season and c.missing is null
left join crosswalk_balldontlie_teams as t on t.id = b.team_id
where abs(b.added - b.points) > 0.001
    -- Without BALLDONTLIE's results nobody says whose points were whose.
    and exists (
        select 1
        from crosswalk_balldontlie_sessions as s cross join balldontlie_session_results as r on r.session_id = s.id
        where s.season = b.season and s.type = 'race' and r.team_id is not null and r.removed_at is null
    )
union all
select
    c.season, cast(null as text), cast(null as text), 'standings_add_up', d.driver_id, cast(null as integer),
    'races and sprints make ' || printf('%g', b.added) || ' points, sportradar''s standings say '
    || printf('%g', coalesce(b.points, 0))
from crosswalk_season_points as c
cross join crosswalk as y on y.kind = 'season' and y.canonical_id = cast(c.season as text) and +y.provider = 'sportradar'
cross join (
    select
        r.stage_id, r.competitor_id, r.points, r.removed_at,
        (
            select coalesce(sum(o.points), 0)
            from crosswalk_sportradar_sessions as s
            cross join sportradar_stage_results as o on o.stage_id = s.id and o.competitor_id = r.competitor_id
            join sportradar_stages as ev on ev.id = s.own_event_id
            where ev.parent_id = r.stage_id and s.type in ('race', 'sprint') and o.removed_at is null
        ) as added
    from sportradar_stage_results as r
) as b on b.stage_id = y.provider_id
left join crosswalk_sportradar_drivers as d on d.id = b.competitor_id
where c.missing is null and b.competitor_id is not null and b.removed_at is null
    and abs(b.added - coalesce(b.points, 0)) > 0.001
union all
select
    season, event_id, session_id, 'providers_agree', driver_id, lap_number,
    what || ' is ' || value_a || ' for ' || provider_a || ', ' || value_b || ' for ' || provider_b
from disagreements
where session_id is not null
