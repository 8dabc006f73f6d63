-- The laps of the chosen race or sprint by seat and car with the running time `since_ms` from the end of lap 1 to the end of
-- this lap, NULL once a lap has no time. A lap 1 that is missing before a lap 2 is put in without a time.
-- with: seats
select
    *,
    iif(
        count(iif(lap_number > 1, lap_time_ms, null)) over one = lap_number - 1,
        coalesce(sum(iif(lap_number > 1, lap_time_ms, null)) over one, 0),
        null
    ) as since_ms
from (
    select
        s.seat, s.car, iif(a.added, 1, l.lap_number) as lap_number, iif(a.added, null, l.lap_time_ms) as lap_time_ms,
        iif(a.added, l.is_pit_out_lap = 1, l.is_pit_in_lap) as is_pit_in_lap,
        iif(a.added, 0 * l.is_pit_out_lap, l.is_pit_out_lap) as is_pit_out_lap
    from ids as i
    cross join own_laps as l
    cross join seats as s on s.own_id = l.own_id and s.own_team_id is l.own_team_id
    cross join (select 0 as added union all select 1) as a on not a.added or (l.lap_number = 2 and s.first_lap = 2)
    where i.type in ('race', 'sprint')
)
window one as (partition by car order by lap_number)
