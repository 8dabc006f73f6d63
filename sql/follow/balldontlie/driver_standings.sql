-- The results of a season's races are to be asked again at :at when the answer to request :number changed its standings,
-- though no race was run for ten days that would explain it.
update mirror_checkpoints
set next_due = :at
where
    provider = 'balldontlie' and endpoint = 'session_results' and state = 'complete' and (next_due is null or next_due > :at)
    and scope in (
        select 'session_ids[]=' || s.id
        from mirror_history as h
        join balldontlie_events as e on e.season = json_extract(h.row, '$.season')
        join balldontlie_sessions as s on s.event_id = e.id
        where
            h.request_id = :number and h."table" = 'balldontlie_driver_standings'
            and lower(coalesce(s.type, '')) in ('race', 'sprint', 'sprint race')
            and not exists (
                select 1 from balldontlie_events as other
                join balldontlie_sessions as run on run.event_id = other.id
                where
                    other.season = e.season and lower(coalesce(run.type, '')) in ('race', 'sprint', 'sprint race')
                    and run.date <= :now and julianday(:now) - julianday(run.date) < 10
            )
    );
