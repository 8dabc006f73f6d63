-- Sportradar's sessions under their canonical ids
-- The step from this provider's facts to the ids and names of the views; one row per session stage (practice,
-- qualifying, sprint or race) that is not removed. Names are BALLDONTLIE's where it has the event or session, so that a
-- thing has one name in every view. A plus sign keeps a condition from choosing the index;
-- casts give all arms of a view the same affinity, without which SQLite copies every row once more.
-- id: Sportradar's stage id.
-- own_event_id: Sportradar's stage id of the event.
-- type: practice, qualifying, sprint_qualifying, sprint, race or other, by the end of the canonical id.
select
    st.id,
    ev.id as own_event_id,
    cast(y.canonical_id as integer) as season,
    e.canonical_id as event_id,
    cast(coalesce(
        (
            select min(b.name)
            from crosswalk as x join balldontlie_events as b on b.id = cast(x.provider_id as integer)
            where x.kind = 'event' and x.canonical_id = e.canonical_id and +x.provider = 'balldontlie'
                and b.removed_at is null
        ),
        iif(ev.description like '% ' || y.canonical_id, substr(ev.description, 1, length(ev.description) - 5), ev.description)
    ) as text) as event,
    s.canonical_id as session_id,
    cast(coalesce(
        (
            select min(b.name)
            from crosswalk as x join balldontlie_sessions as b on b.id = cast(x.provider_id as integer)
            where x.kind = 'session' and x.canonical_id = s.canonical_id and +x.provider = 'balldontlie'
                and b.removed_at is null
        ),
        st.description
    ) as text) as session,
    case
        when substr(s.canonical_id, -5) = '-race' then 'race'
        when substr(s.canonical_id, -4, 3) = '-fp' then 'practice'
        when substr(s.canonical_id, -18) = '-sprint-qualifying' then 'sprint_qualifying'
        when substr(s.canonical_id, -11) = '-qualifying' then 'qualifying'
        when substr(s.canonical_id, -7) = '-sprint' then 'sprint'
        else 'other'
    end as type,
    st.scheduled as date,
    st.status
from sportradar_stages as st
join sportradar_stages as ev on ev.id = st.parent_id
join crosswalk as s on s.kind = 'session' and s.provider = 'sportradar' and s.provider_id = st.id
join crosswalk as e on e.kind = 'event' and e.provider = 'sportradar' and e.provider_id = ev.id
join crosswalk as y on y.kind = 'season' and y.provider = 'sportradar' and y.provider_id = ev.parent_id
where st.removed_at is null
