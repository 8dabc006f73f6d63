-- Every lap up to one more than anybody is known to have driven in the session.
with recursive laps (n) as (
    select 0
    union all
    select n + 1 from laps
    where n <= (
        select max(last) from (
            select max(laps_completed) as last from balldontlie_session_results where session_id = :session_id
            union all
            select max(lap_number) from balldontlie_lap_times where session_id = :session_id
            union all
            select max(lap_number) from balldontlie_position_history where session_id = :session_id
        )
    )
)
select n from laps order by n;
