-- The latest qualifying that fits and has times, sprint qualifying only when it was asked for.
-- with: asked
select *
from asked
where type in ('qualifying', 'sprint_qualifying') and (type = 'qualifying' or coalesce(:session, '') <> '')
    and exists (
        select 1
        from crosswalk as x
        where x.kind = 'session' and x.canonical_id = asked.session_id
            and (
                x.provider = 'balldontlie' and exists (
                    select 1
                    from balldontlie_qualifying_results as q
                    where q.session_id = cast(x.provider_id as integer) and q.removed_at is null
                )
                or x.provider = 'sportradar' and exists (
                    select 1
                    from sportradar_stage_results as r
                    where r.stage_id = x.provider_id and r.competitor_id is not null and r.removed_at is null
                        and coalesce(r.position, r.status, r.laps, r.fastest_lap_time) is not null
                )
            )
    )
order by date desc, session_id
limit 1
