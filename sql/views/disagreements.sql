-- Disagreements
-- One row per value on which two providers that both have the thing differ: results, qualifying, laps, standings and the
-- dates of sessions. A value that one of them lacks is no disagreement. Tolerances: 1 ms for times, 0.001 for points,
-- 15 minutes for the start of a session. Neither side is taken to be right.
-- The fastest lap is left out in qualifying, where a provider may mean that of the last part.
-- kind: `result`, `qualifying`, `lap`, `standing` or `session`.
-- session_id: The session; NULL for standings.
-- driver_id: The driver; NULL for sessions and the standings of teams.
-- team_id: The team; NULL but for the standings of teams.
-- lap_number: The lap; NULL but for laps.
-- what: The name of the value, with its unit. `grid` compares with the positions of lap 1, which look like the grid
-- where every car started.
-- value_a: What the first says, as text.
-- value_b: What the second says, as text.
-- provider_a: The first provider.
-- provider_b: The second provider.
select
    -- Casts give all arms one affinity, so that SQLite can look into each arm for one session.
    s.season, s.event_id, s.session_id, 'result' as kind, d.canonical_id as driver_id, cast(null as text) as team_id,
    cast(null as integer) as lap_number, cast(w.what as text) as what,
    'balldontlie' as provider_a,
    cast(case w.what
        when 'position' then b.position
        when 'laps_completed' then b.laps_completed
        when 'retired' then b.retired
        when 'pit_stops' then b.pit_stops
        when 'grid' then (
            select min(p.position) from balldontlie_position_history as p
            where p.session_id = b.session_id and p.driver_id = b.driver_id and p.lap_number = 1 and p.removed_at is null
                and s.type in ('race', 'sprint')
                and not exists (
                    select 1 from sportradar_stage_results as o
                    where o.stage_id = r.stage_id and o.status = 'Did not start' and o.removed_at is null
                )
        )
        when 'fastest_lap_ms' then (
            select min(o.best_lap_time_ms) from balldontlie_session_timing_stats as o
            where o.session_id = b.session_id and o.driver_id = b.driver_id and o.removed_at is null
                and s.type in ('practice', 'race', 'sprint') and abs(o.best_lap_time_ms - r.fastest_lap_time_ms) > 1
        )
    end as text) as value_a,
    'sportradar' as provider_b,
    cast(case w.what
        when 'position' then r.position
        when 'laps_completed' then r.laps
        when 'retired' then case when r.substatus = 'Retired' or r.status = 'Out' then 1 when r.status = 'Finished' then 0 end
        when 'pit_stops' then r.pitstop_count
        when 'grid' then r.grid
        when 'fastest_lap_ms' then r.fastest_lap_time_ms
    end as text) as value_b
from crosswalk_balldontlie_sessions as s
cross join balldontlie_session_results as b on b.session_id = s.id
cross join crosswalk as d
    on d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(b.driver_id as text)
cross join crosswalk as xs on xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'sportradar'
cross join crosswalk as xd on xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'sportradar'
cross join sportradar_stage_results as r on r.stage_id = xs.provider_id and r.competitor_id = xd.provider_id
cross join (
    select 'position' as what union all select 'laps_completed' union all select 'retired' union all select 'pit_stops'
    union all select 'grid' union all select 'fastest_lap_ms'
) as w
where b.removed_at is null and r.removed_at is null and value_a <> value_b
union all
select
    s.season, s.event_id, s.session_id, 'qualifying', d.canonical_id, cast(null as text), cast(null as integer),
    cast('q' || p.part || '_ms' as text),
    'balldontlie', cast(case p.part when 1 then b.q1_time_ms when 2 then b.q2_time_ms when 3 then b.q3_time_ms end as text),
    'sportradar', cast(p.best_ms as text)
from crosswalk_balldontlie_sessions as s
cross join balldontlie_qualifying_results as b on b.session_id = s.id
cross join crosswalk as d
    on d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(b.driver_id as text)
cross join crosswalk as xs on xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'sportradar'
cross join crosswalk as xd on xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'sportradar'
cross join crosswalk_sportradar_parts as p on p.session = xs.provider_id and p.driver = xd.provider_id
where b.removed_at is null
    and abs(case p.part when 1 then b.q1_time_ms when 2 then b.q2_time_ms when 3 then b.q3_time_ms end - p.best_ms) > 1
union all
select
    s.season, s.event_id, s.session_id, 'lap', d.canonical_id, cast(null as text), b.lap_number, cast('lap_time_ms' as text),
    'balldontlie', cast(b.lap_time_ms as text), 'sportradar', cast(r.time_ms as text)
from crosswalk_sportradar_sessions as s
cross join crosswalk as xs on xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'balldontlie'
cross join sportradar_stages as st on st.parent_id = s.id and st.type = 'lap'
cross join sportradar_stage_results as r on r.stage_id = st.id
cross join crosswalk as d on d.kind = 'driver' and d.provider = 'sportradar' and d.provider_id = r.competitor_id
cross join crosswalk as xd on xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'balldontlie'
cross join balldontlie_lap_times as b
    on b.session_id = cast(xs.provider_id as integer) and b.driver_id = cast(xd.provider_id as integer)
    and b.lap_number = cast(coalesce(nullif(cast(substr(st.description, instr(st.description, ' ') + 1) as integer), 0), r.laps) as integer)
where st.removed_at is null and r.removed_at is null and b.removed_at is null and abs(b.lap_time_ms - r.time_ms) > 1
union all
select
    b.season, cast(null as text), cast(null as text), 'standing', d.canonical_id, cast(null as text), cast(null as integer), cast(w.what as text),
    'balldontlie', cast(iif(w.what = 'points', b.points, b.position) as text),
    'sportradar', cast(iif(w.what = 'points', coalesce(r.points, 0), r.position) as text)
from balldontlie_driver_standings as b
cross join crosswalk as d
    on d.kind = 'driver' and d.provider = 'balldontlie' and d.provider_id = cast(b.driver_id as text)
cross join crosswalk as y on y.kind = 'season' and y.canonical_id = cast(b.season as text) and +y.provider = 'sportradar'
cross join crosswalk as xd on xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'sportradar'
cross join sportradar_stage_results as r on r.stage_id = y.provider_id and r.competitor_id = xd.provider_id
cross join (select 'points' as what union all select 'position') as w
where b.removed_at is null and r.removed_at is null
    and abs(iif(w.what = 'points', b.points - coalesce(r.points, 0), b.position - r.position)) > 0.001
union all
select
    b.season, cast(null as text), cast(null as text), 'standing', cast(null as text), d.canonical_id, cast(null as integer), cast(w.what as text),
    'balldontlie', cast(iif(w.what = 'points', b.points, b.position) as text),
    'sportradar', cast(iif(w.what = 'points', coalesce(r.points, 0), r.position) as text)
from balldontlie_team_standings as b
cross join crosswalk as d on d.kind = 'team' and d.provider = 'balldontlie' and d.provider_id = cast(b.team_id as text)
cross join crosswalk as y on y.kind = 'season' and y.canonical_id = cast(b.season as text) and +y.provider = 'sportradar'
cross join crosswalk as xd on xd.kind = 'team' and xd.canonical_id = d.canonical_id and +xd.provider = 'sportradar'
cross join sportradar_stage_results as r
    on r.stage_id = y.provider_id and r.team_id = xd.provider_id and r.competitor_id is null
cross join (select 'points' as what union all select 'position') as w
where b.removed_at is null and r.removed_at is null
    and abs(iif(w.what = 'points', b.points - coalesce(r.points, 0), b.position - r.position)) > 0.001
union all
select
    s.season, s.event_id, s.session_id, 'session', cast(null as text), cast(null as text), cast(null as integer), cast(w.what as text),
    'balldontlie', cast(iif(w.what = 'date', s.date, s.status) as text),
    'sportradar', cast(iif(w.what = 'date', st.scheduled, st.status) as text)
from crosswalk_balldontlie_sessions as s
cross join crosswalk as xs on xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'sportradar'
cross join sportradar_stages as st on st.id = xs.provider_id
cross join (select 'date' as what union all select 'status') as w
where st.removed_at is null
    and iif(
        w.what = 'date', abs(julianday(s.date) - julianday(st.scheduled)) * 24 * 60 > 15,
        (s.status like 'cancel%') <> (st.status like 'cancel%')
    )
union all
select
    s.season, s.event_id, s.session_id, 'result', d.canonical_id, cast(null as text), cast(null as integer), cast(w.what as text),
    'balldontlie',
    cast(iif(w.what = 'position', b.position, (
        select min(o.best_lap_time_ms) from balldontlie_session_timing_stats as o
        where o.session_id = b.session_id and o.driver_id = b.driver_id and o.removed_at is null
    )) as text) as value_a,
    'altsportsdata',
    cast(cast(iif(
        w.what = 'position', coalesce(a.position, nullif(a.athlete_round_rank, 0)),
        coalesce(a.lap_time_ms, round(nullif(a.athlete_lap_time, 0) * 1000))
    ) as integer) as text) as value_b
from crosswalk_balldontlie_sessions as s
cross join crosswalk as xs on xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'altsportsdata'
cross join altsportsdata_heats as h
    on h.event_id = substr(xs.provider_id, 1, instr(xs.provider_id, ',') - 1)
    and h.heat_id = substr(xs.provider_id, instr(xs.provider_id, ',') + 1)
cross join altsportsdata_heat_results as a on a.event_id = h.event_id and a.heat_id = h.heat_id
cross join crosswalk as d
    on d.kind = 'driver' and d.provider = 'altsportsdata'
    and d.provider_id = coalesce(a.athlete_id, 'participant:' || a.participant)
cross join crosswalk as xd on xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'balldontlie'
cross join balldontlie_session_results as b on b.session_id = s.id and b.driver_id = cast(xd.provider_id as integer)
cross join (select 'position' as what union all select 'fastest_lap_ms') as w
where h.removed_at is null and a.removed_at is null and b.removed_at is null
    and (w.what = 'position' or s.type = 'practice')
    and abs(cast(value_a as integer) - cast(value_b as integer)) > iif(w.what = 'position', 0, 1)
union all
select
    s.season, s.event_id, s.session_id, 'result', d.canonical_id, cast(null as text), cast(null as integer), cast('position' as text),
    'sportradar', cast(r.position as text),
    'altsportsdata', cast(cast(coalesce(a.position, nullif(a.athlete_round_rank, 0)) as integer) as text)
from crosswalk_sportradar_sessions as s
cross join crosswalk as xs on xs.kind = 'session' and xs.canonical_id = s.session_id and +xs.provider = 'altsportsdata'
cross join altsportsdata_heats as h
    on h.event_id = substr(xs.provider_id, 1, instr(xs.provider_id, ',') - 1)
    and h.heat_id = substr(xs.provider_id, instr(xs.provider_id, ',') + 1)
cross join altsportsdata_heat_results as a on a.event_id = h.event_id and a.heat_id = h.heat_id
cross join crosswalk as d
    on d.kind = 'driver' and d.provider = 'altsportsdata'
    and d.provider_id = coalesce(a.athlete_id, 'participant:' || a.participant)
cross join crosswalk as xd on xd.kind = 'driver' and xd.canonical_id = d.canonical_id and +xd.provider = 'sportradar'
cross join sportradar_stage_results as r on r.stage_id = s.id and r.competitor_id = xd.provider_id
where h.removed_at is null and a.removed_at is null and r.removed_at is null
    and r.position <> coalesce(a.position, nullif(a.athlete_round_rank, 0))
