-- The stops of the chosen race: in lap, and the out lap after it; a car that did not come out again made none. With the
-- laps of the car's stop before and after.
-- with: judged_laps
select
    *, lag(lap_number) over one as stop_before, lead(lap_number) over one as stop_after,
    row_number() over one as stop_number
from (
    select
        seat, car, lap_number, is_pit_in_lap, lap_time_ms as in_ms, lead(lap_number) over one as out_lap,
        lead(lap_time_ms) over one as out_ms, neutralised or lead(neutralised) over one as neutralised
    from judged_laps
    window one as (partition by car order by lap_number)
)
where is_pit_in_lap = 1 and out_lap = lap_number + 1
window one as (partition by car order by lap_number)
