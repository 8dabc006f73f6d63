-- Every driver anything says to have been in the session, or in the season where there is no session.
select driver_id from balldontlie_session_results where session_id = :session_id and driver_id is not null
union
select driver_id from balldontlie_session_timing_stats where session_id = :session_id and driver_id is not null
union
select driver_id from balldontlie_lap_times where session_id = :session_id and driver_id is not null
union
select driver_id from balldontlie_position_history where session_id = :session_id and driver_id is not null
union
select driver_id from balldontlie_tire_stints where session_id = :session_id and driver_id is not null
union
select driver_id from balldontlie_pit_stops where session_id = :session_id and driver_id is not null
union
select r.driver_id
from balldontlie_events as e
join balldontlie_sessions as s on s.event_id = e.id
join balldontlie_session_results as r on r.session_id = s.id
where e.season = :season and r.driver_id is not null
order by 1;
