-- The ids of the sessions among which those that were asked for are, found by indexes before names are compared: those of
-- the events that were asked for, each with its event (`asked_id`); or the session whose id was given; or all of the season.
-- with: asked_events
select canonical_id as session_id, asked_id
from (
    select x.canonical_id, a.event_id as asked_id
    from asked_events as a
    cross join crosswalk as e on e.kind = 'event' and e.canonical_id = a.event_id
    left join balldontlie_sessions as s on e.provider = 'balldontlie' and s.event_id = cast(e.provider_id as integer)
    left join sportradar_stages as st on e.provider = 'sportradar' and st.parent_id = e.provider_id
    left join altsportsdata_heats as h on e.provider = 'altsportsdata' and h.event_id = e.provider_id
    cross join crosswalk as x
        on x.kind = 'session' and x.provider = e.provider
        and x.provider_id = coalesce(cast(s.id as text), st.id, h.event_id || ',' || h.heat_id)
    union
    select canonical_id, null
    from crosswalk
    where kind = 'session' and coalesce(:event, '') = '' and canonical_id = :session
    union
    select canonical_id, null
    from crosswalk
    where kind = 'session' and coalesce(:event, '') = '' and provider in ('balldontlie', 'sportradar', 'altsportsdata')
        and provider_id = cast(:session as text)
    union
    select canonical_id, null
    from crosswalk
    where kind = 'session' and coalesce(:event, '') = ''
        and not exists (select 1 from crosswalk where kind = 'session' and canonical_id = :session)
        and not exists (
            select 1
            from crosswalk
            where kind = 'session' and provider in ('balldontlie', 'sportradar', 'altsportsdata')
                and provider_id = cast(:session as text)
        )
)
where canonical_id >= coalesce(nullif(:season, ''), '') and canonical_id < coalesce(nullif(:season, ''), '9999') || ':'
