-- Session, driver and place of every result.
select session_id, driver_id, position from balldontlie_session_results where removed_at is null
