-- The sessions that fit what was asked, all of them when nothing was; names and dates are the first provider's that has the
-- session. Texts are compared without case, and every provider's own ids fit too. Straight from the crosswalk, because
-- the views over three providers are ten times slower for a session that is only found on the way.
-- Folded.
-- with: near
select *
from (
    select
        f.season, f.event_id, coalesce(be.name, ev.description, ae.name) as event, f.session_id, f.session,
        case substr(f.session_id, length(f.event_id) + 2)
            when 'race' then 'race'
            when 'sprint' then 'sprint'
            when 'qualifying' then 'qualifying'
            when 'sprint-qualifying' then 'sprint_qualifying'
            when 'fp1' then 'practice'
            when 'fp2' then 'practice'
            when 'fp3' then 'practice'
            else 'other'
        end as type,
        f.date, f.asked_id
    from (
        select
            n.asked_id, cast(x.canonical_id as integer) as season, e.canonical_id as event_id, x.canonical_id as session_id,
            coalesce(bs.name, st.description, h.name) as session, coalesce(bs.date, st.scheduled, h.start_date) as date,
            bs.event_id as number, st.parent_id as stage_id, h.event_id as slug,
            min(case x.provider when 'balldontlie' then 1 when 'sportradar' then 2 else 3 end) as choice
        from near as n
        cross join crosswalk as x on x.kind = 'session' and x.canonical_id = n.session_id
        left join balldontlie_sessions as bs on x.provider = 'balldontlie' and bs.id = cast(x.provider_id as integer)
        left join sportradar_stages as st on x.provider = 'sportradar' and st.id = x.provider_id
        left join altsportsdata_heats as h
            on x.provider = 'altsportsdata' and h.event_id = substr(x.provider_id, 1, instr(x.provider_id, ',') - 1)
            and h.heat_id = substr(x.provider_id, instr(x.provider_id, ',') + 1)
        cross join crosswalk as e
            on e.kind = 'event' and e.provider = x.provider
            and e.provider_id = coalesce(cast(bs.event_id as text), st.parent_id, h.event_id)
        where coalesce(bs.removed_at, st.removed_at, h.removed_at) is null
        group by x.canonical_id
    ) as f
    left join balldontlie_events as be on be.id = f.number
    left join sportradar_stages as ev on ev.id = f.stage_id
    left join altsportsdata_events as ae on ae.id = f.slug
)
where (asked_id is null or event_id = asked_id)
    and (
        coalesce(:session, '') = ''
        or session_id = :session
        or session_id = event_id || '-' || replace(replace(lower(:session), 'practice ', 'fp'), ' ', '-')
        or type = replace(replace(lower(:session), ' ', '_'), '-', '_')
        or lower(session) = lower(:session)
        or session_id in (
            select canonical_id
            from crosswalk
            where kind = 'session' and provider in ('balldontlie', 'sportradar', 'altsportsdata')
                and provider_id = cast(:session as text)
        )
    )
