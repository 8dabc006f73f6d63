-- Drivers whose laps in the session are not an unbroken row from the session's first lap to the last they completed.
with driven as (
    select driver_id, count(distinct lap_number) as laps, min(lap_number) as first, max(lap_number) as last
    from balldontlie_lap_times
    where session_id = :session_id and removed_at is null
    group by driver_id
),
results as (
    select driver_id, max(laps_completed) as completed
    from balldontlie_session_results
    where session_id = :session_id and removed_at is null and driver_id is not null
    group by driver_id
)
select driver_id, 'laps ' || first || ' to ' || last || ' have ' || (last - first + 1 - laps) || ' gaps' as hole
from driven
where laps <> last - first + 1
union all
select driver_id, 'begins with lap ' || first as hole
from driven
where first > (select min(first) from driven) and first > 1
union all
select r.driver_id, 'has lap times to lap ' || coalesce(d.last, 0) || ' of ' || r.completed as hole
from results as r
left join driven as d on d.driver_id = r.driver_id
where r.completed > 1 and coalesce(d.last, 0) < r.completed and exists (select 1 from driven)
union all
-- Nothing says how many laps they completed, so nothing says that the last ones are there.
select driver_id, null as hole
from driven
where driver_id not in (select driver_id from results where completed is not null)
order by 1, 2;
