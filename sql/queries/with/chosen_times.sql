-- The latest session that fits and has any lap or fastest lap, a race unless a session was asked for.
-- with: asked
select *
from asked
where (type = 'race' or coalesce(:session, '') <> '')
    and exists (
        select 1
        from crosswalk as x
        where x.kind = 'session' and x.canonical_id = asked.session_id
            and (
                x.provider = 'balldontlie' and (
                    exists (
                        select 1
                        from balldontlie_lap_times as l
                        where l.session_id = cast(x.provider_id as integer) and l.removed_at is null
                    )
                    or exists (
                        select 1
                        from balldontlie_session_timing_stats as l
                        where l.session_id = cast(x.provider_id as integer) and l.removed_at is null
                    )
                )
                or x.provider = 'sportradar' and exists (
                    select 1
                    from sportradar_stage_results as r
                    where r.stage_id = x.provider_id and r.fastest_lap_time_ms is not null and r.removed_at is null
                )
            )
    )
order by date desc, session_id
limit 1
