-- Drivers whose positions in the session are not an unbroken row of laps, or who are missing where a place is left free.
with held as (
    select driver_id, count(distinct lap_number) as laps, min(lap_number) as first, max(lap_number) as last
    from balldontlie_position_history
    where session_id = :session_id and removed_at is null
    group by driver_id
),
results as (
    select driver_id, max(laps_completed) as completed
    from balldontlie_session_results
    where session_id = :session_id and removed_at is null and driver_id is not null
    group by driver_id
),
-- Whether the last lap of a driver counts as laps completed or one more is the provider's; most drivers agree on it.
usual as (
    select h.last - r.completed as surplus
    from held as h
    join results as r on r.driver_id = h.driver_id
    where r.completed is not null
    group by 1
    order by count(*) desc, 1
    limit 1
)
select driver_id, 'laps ' || first || ' to ' || last || ' have ' || (last - first + 1 - laps) || ' gaps' as hole
from held
where laps <> last - first + 1
union all
select driver_id, 'begins with lap ' || first as hole
from held
where first > (select min(first) from held)
union all
select r.driver_id, 'has positions to lap ' || coalesce(h.last, 0) || ' of ' || r.completed as hole
from results as r
left join held as h on h.driver_id = r.driver_id
where
    r.completed > 0 and exists (select 1 from held)
    and coalesce(h.last, 0) < r.completed + max(0, coalesce((select surplus from usual), 0))
union all
-- Nothing says how many laps they completed, so nothing says that the last ones are there.
select driver_id, null as hole
from held
where driver_id not in (select driver_id from results where completed is not null)
order by 1, 2;
