-- The latest session that fits and has tyre stints, a race unless a session was asked for.
-- with: asked
select *
from asked
where (type = 'race' or coalesce(:session, '') <> '')
    and exists (
        select 1
        from crosswalk as x
        cross join balldontlie_tire_stints as h on h.session_id = cast(x.provider_id as integer)
        where x.kind = 'session' and x.canonical_id = asked.session_id and +x.provider = 'balldontlie'
            and h.removed_at is null
    )
order by date desc, session_id
limit 1
