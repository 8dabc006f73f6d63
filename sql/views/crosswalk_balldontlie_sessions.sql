-- BALLDONTLIE's sessions under their canonical ids
-- The step from this provider's facts to the ids and names of the views; one row per session that is not removed.
-- Both directions of each id are written down, so that a canonical id finds the provider's rows by their key and a
-- provider's row finds its canonical id by the key of the crosswalk.
-- id: BALLDONTLIE's session id.
-- own_event_id: BALLDONTLIE's event id.
-- type: practice, qualifying, sprint_qualifying, sprint, race or other, by the end of the canonical id.
select
    bs.id,
    be.id as own_event_id,
    be.season,
    e.canonical_id as event_id,
    be.name as event,
    s.canonical_id as session_id,
    bs.name as session,
    case
        when s.canonical_id like '%-fp_' then 'practice'
        when s.canonical_id like '%-sprint-qualifying' then 'sprint_qualifying'
        when s.canonical_id like '%-qualifying' then 'qualifying'
        when s.canonical_id like '%-sprint' then 'sprint'
        when s.canonical_id like '%-race' then 'race'
        else 'other'
    end as type,
    bs.date,
    bs.status
from balldontlie_sessions as bs
join balldontlie_events as be on be.id = bs.event_id
join crosswalk as s
    on s.kind = 'session' and s.provider = 'balldontlie'
    and s.provider_id = cast(bs.id as text) and bs.id = cast(s.provider_id as integer)
join crosswalk as e
    on e.kind = 'event' and e.provider = 'balldontlie'
    and e.provider_id = cast(be.id as text) and be.id = cast(e.provider_id as integer)
where bs.removed_at is null
