-- The one session of the answer: the latest that fits and has laps, a race unless a session was asked for.
-- with: asked
select *
from asked
where (type = 'race' or coalesce(:session, '') <> '')
    and (
        exists (
            select 1
            from crosswalk as x
            cross join balldontlie_lap_times as l on l.session_id = cast(x.provider_id as integer)
            where x.kind = 'session' and x.canonical_id = asked.session_id and +x.provider = 'balldontlie'
                and l.removed_at is null
        )
        or exists (
            select 1
            from crosswalk as x
            cross join sportradar_stages as l on l.parent_id = x.provider_id
            cross join sportradar_stage_results as r on r.stage_id = l.id
            where x.kind = 'session' and x.canonical_id = asked.session_id and +x.provider = 'sportradar'
                and l.type = 'lap' and l.removed_at is null and r.competitor_id is not null and r.removed_at is null
        )
    )
order by date desc, session_id
limit 1
