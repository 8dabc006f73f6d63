-- The laps of the chosen race or sprint with running times: `lap_1_ms`, where a provider has it; `since_ms`, the time from
-- the end of lap 1 to the end of this lap, NULL once a lap has no time; `leader_ms`, the least of these at the lap. A lap 1
-- that is missing before a lap 2 is put in without a time.
-- with: session_laps first_laps
select *, min(since_ms) over (partition by lap_number) as leader_ms
from (
    select
        l.session_id, l.driver_id, l.driver, l.team_id, l.team, l.lap_number, l.lap_time_ms, l.is_pit_in_lap,
        l.is_pit_out_lap, l.provider, f.lap_time_ms as filled_lap_1_ms,
        coalesce(max(iif(l.lap_number = 1, l.lap_time_ms, null)) over (partition by l.driver_id), f.lap_time_ms) as lap_1_ms,
        iif(
            count(iif(l.lap_number > 1, l.lap_time_ms, null)) over one = l.lap_number - 1,
            coalesce(sum(iif(l.lap_number > 1, l.lap_time_ms, null)) over one, 0),
            null
        ) as since_ms
    from (
        select
            s.session_id, s.driver_id, s.driver, s.team_id, s.team, s.provider,
            iif(a.added, 1, s.lap_number) as lap_number, iif(a.added, null, s.lap_time_ms) as lap_time_ms,
            iif(a.added, s.is_pit_out_lap = 1, s.is_pit_in_lap) as is_pit_in_lap,
            iif(a.added, 0 * s.is_pit_out_lap, s.is_pit_out_lap) as is_pit_out_lap
        from (
            select *, min(lap_number) over (partition by driver_id) as first_lap
            from session_laps
            where type in ('race', 'sprint')
        ) as s
        cross join (select 0 as added union all select 1) as a
        where not a.added or (s.lap_number = 2 and s.first_lap = 2)
    ) as l
    left join first_laps as f on f.driver_id = l.driver_id
    window one as (partition by l.driver_id order by l.lap_number)
)
