-- Session, driver and team of every result that names one.
select session_id, driver_id, team_id from balldontlie_session_results
where team_id is not null and removed_at is null
