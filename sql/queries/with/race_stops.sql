-- The stops of the chosen race: in lap, and the out lap after it; a car that did not come out again made none. With the
-- laps of the car's stop before and after.
-- with: judged_laps
select
    *, lag(lap_number) over car as stop_before, lead(lap_number) over car as stop_after,
    row_number() over car as stop_number
from (
    select
        session_id, driver_id, driver, team_id, team, lap_number, is_pit_in_lap, lap_time_ms as in_ms,
        lead(lap_number) over car as out_lap, lead(lap_time_ms) over car as out_ms,
        neutralised or lead(neutralised) over car as neutralised
    from judged_laps
    window car as (partition by driver_id order by lap_number)
)
where is_pit_in_lap = 1 and out_lap = lap_number + 1
window car as (partition by driver_id order by lap_number)
