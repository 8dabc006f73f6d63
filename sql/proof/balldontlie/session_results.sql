-- Drivers who stand in the session more than once, as far as a finished walk can tell.
select driver_id, count(*) || ' rows for one driver' as hole
from balldontlie_session_results
where session_id = :session_id and removed_at is null
group by driver_id
having count(*) > 1
order by 1;
