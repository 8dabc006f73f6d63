-- Drivers whose stops in the session are not numbered 1, 2, 3 ... up to the count in the results.
with made as (
    select driver_id, count(distinct stop_number) as stops, max(stop_number) as last
    from balldontlie_pit_stops
    where session_id = :session_id and removed_at is null
    group by driver_id
)
select driver_id, stops || ' stops up to number ' || last as hole
from made
where stops <> last
union all
select r.driver_id, coalesce(m.stops, 0) || ' of ' || r.pit_stops || ' stops' as hole
from balldontlie_session_results as r
left join made as m on m.driver_id = r.driver_id
where r.session_id = :session_id and r.removed_at is null and r.pit_stops > coalesce(m.stops, 0)
order by 1;
