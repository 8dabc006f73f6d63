-- The ids of the sessions among which those that were asked for are, found by indexes before names are compared: the
-- session whose id was given and those of the events that any provider calls so; without either all of the season, or all.
select canonical_id as session_id
from (
    select canonical_id from crosswalk where kind = 'session' and canonical_id = :session
    union
    select canonical_id
    from crosswalk
    where kind = 'session' and provider in ('balldontlie', 'sportradar', 'altsportsdata')
        and provider_id = cast(:session as text)
    union
    select x.canonical_id
    from (
        select e.provider, e.provider_id
        from crosswalk as e
        left join balldontlie_events as be on e.provider = 'balldontlie' and be.id = cast(e.provider_id as integer)
        left join sportradar_stages as ev on e.provider = 'sportradar' and ev.id = e.provider_id
        left join altsportsdata_events as ae on e.provider = 'altsportsdata' and ae.id = e.provider_id
        where e.kind = 'event' and coalesce(:event, '') <> ''
            and (
                instr(e.canonical_id, replace(lower(:event), ' ', '-')) > 0
                or instr(lower(coalesce(be.name, ev.description, ae.name)), lower(:event)) > 0
                or e.canonical_id in (
                    select canonical_id
                    from crosswalk
                    where kind = 'event' and provider in ('balldontlie', 'sportradar', 'altsportsdata')
                        and provider_id = cast(:event as text)
                )
            )
    ) as e
    left join balldontlie_sessions as s on e.provider = 'balldontlie' and s.event_id = cast(e.provider_id as integer)
    left join sportradar_stages as st on e.provider = 'sportradar' and st.parent_id = e.provider_id
    left join altsportsdata_heats as h on e.provider = 'altsportsdata' and h.event_id = e.provider_id
    cross join crosswalk as x
        on x.kind = 'session' and x.provider = e.provider
        and x.provider_id = coalesce(cast(s.id as text), st.id, h.event_id || ',' || h.heat_id)
    union
    select canonical_id
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
