-- AltSportsData's heats under their canonical ids
-- The step from this provider's facts to the ids and names of the views; one row per heat that is not removed. Both of
-- the provider's documented worlds may name the same session: each has its row here. Names are those of the first
-- provider that has the event or session. A plus sign keeps a condition from choosing the index;
-- casts give all arms of a view the same affinity, without which SQLite copies every row once more.
-- id: AltSportsData's event id and heat id, with a comma between.
-- own_event_id: AltSportsData's event id.
-- heat_id: AltSportsData's heat id.
-- season: The year at the start of the canonical id: half of the provider's answers do not say it.
-- type: practice, qualifying, sprint_qualifying, sprint, race or other, by the end of the canonical id.
select
    h.event_id || ',' || h.heat_id as id,
    h.event_id as own_event_id,
    h.heat_id,
    cast(substr(e.canonical_id, 1, 4) as integer) as season,
    e.canonical_id as event_id,
    cast(coalesce(
        (
            select min(b.name)
            from crosswalk as x join balldontlie_events as b on b.id = cast(x.provider_id as integer)
            where x.kind = 'event' and x.canonical_id = e.canonical_id and +x.provider = 'balldontlie'
                and b.removed_at is null
        ),
        (
            select min(iif(b.description like '% ____', substr(b.description, 1, length(b.description) - 5), b.description))
            from crosswalk as x join sportradar_stages as b on b.id = x.provider_id
            where x.kind = 'event' and x.canonical_id = e.canonical_id and +x.provider = 'sportradar'
                and b.removed_at is null
        ),
        iif(ae.name like '% ____', substr(ae.name, 1, length(ae.name) - 5), ae.name)
    ) as text) as event,
    s.canonical_id as session_id,
    cast(coalesce(
        (
            select min(b.name)
            from crosswalk as x join balldontlie_sessions as b on b.id = cast(x.provider_id as integer)
            where x.kind = 'session' and x.canonical_id = s.canonical_id and +x.provider = 'balldontlie'
                and b.removed_at is null
        ),
        (
            select min(b.description)
            from crosswalk as x join sportradar_stages as b on b.id = x.provider_id
            where x.kind = 'session' and x.canonical_id = s.canonical_id and +x.provider = 'sportradar'
                and b.removed_at is null
        ),
        h.name
    ) as text) as session,
    case
        when substr(s.canonical_id, -5) = '-race' then 'race'
        when substr(s.canonical_id, -4, 3) = '-fp' then 'practice'
        when substr(s.canonical_id, -18) = '-sprint-qualifying' then 'sprint_qualifying'
        when substr(s.canonical_id, -11) = '-qualifying' then 'qualifying'
        when substr(s.canonical_id, -7) = '-sprint' then 'sprint'
        else 'other'
    end as type,
    h.start_date as date,
    h.status
from altsportsdata_heats as h
join altsportsdata_events as ae on ae.id = h.event_id
join crosswalk as s
    on s.kind = 'session' and s.provider = 'altsportsdata' and s.provider_id = h.event_id || ',' || h.heat_id
    and h.event_id = substr(s.provider_id, 1, instr(s.provider_id, ',') - 1)
    and h.heat_id = substr(s.provider_id, instr(s.provider_id, ',') + 1)
join crosswalk as e on e.kind = 'event' and e.provider = 'altsportsdata' and e.provider_id = h.event_id
where h.removed_at is null
