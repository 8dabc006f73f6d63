-- The bulk of every session whose results were changed by the answer to request :number is to be asked again at :at.
update mirror_checkpoints
set next_due = :at
where
    provider = 'balldontlie' and state = 'complete' and part_of is null and (next_due is null or next_due > :at)
    and endpoint in (
        'session_timing_stats', 'qualifying_results', 'pit_stops', 'tire_stints', 'race_control_messages', 'position_history',
        'lap_times'
    )
    and scope in (
        select 'session_ids[]=' || json_extract(row, '$.session_id')
        from mirror_history
        where request_id = :number and "table" = 'balldontlie_session_results'
    );
