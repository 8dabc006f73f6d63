-- BALLDONTLIE's sessions under their canonical ids
-- The step from this provider's facts to the ids and names of the views; one row per session that is not removed.
-- Both directions of each id are written down, so that a canonical id finds the provider's rows by their key and a
-- provider's row finds its canonical id by the key of the crosswalk. The type is told for every row of a fact, a race's first.
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
        when substr(s.canonical_id, -5) = '-race' then 'race'
        when substr(s.canonical_id, -4, 3) = '-fp' then 'practice'
        when substr(s.canonical_id, -18) = '-sprint-qualifying' then 'sprint_qualifying'
        when substr(s.canonical_id, -11) = '-qualifying' then 'qualifying'
        when substr(s.canonical_id, -7) = '-sprint' then 'sprint'
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
