-- The events that were asked for, none when no event was. An id (ours or a provider's) means that event alone; a text means
-- the best that it fits, the first of: the whole name or the id without its season; whole words of the name; whole words
-- of the circuit, the place or the country, or the country's code; a part of the name. So `Spa` is the circuit and not a
-- part of `Spanish`. Case does not matter, and neither do dashes; accents do, but for the ids, which have none. Names are
-- those that any provider gives.
with known as materialized (
    select canonical_id as event_id from crosswalk where kind = 'event' and canonical_id = replace(lower(:event), ' ', '-')
    union all
    select canonical_id
    from crosswalk
    where kind = 'event' and provider in ('balldontlie', 'sportradar', 'altsportsdata') and provider_id = cast(:event as text)
)
select event_id from known
union all
select event_id
from (
    select event_id, min(how) as how, min(min(how)) over () as best
    from (
        select
            event_id,
            case
                when words in (name, substr(name, 1, max(length(name) - 11, 0)), substr(id, 6)) then 1
                when instr(name, words) > 0 or instr(id, words) > 0 then 2
                when instr(circuit, words) > 0 or instr(place, words) > 0 or instr(country, words) > 0 or code = words then 3
                when instr(name || id, rtrim(words)) > 0 then 4
                when instr(name || id, trim(words)) > 0 then 5
            end as how
        from (
            select
                e.canonical_id as event_id, ' ' || replace(lower(:event), '-', ' ') || ' ' as words,
                ' ' || replace(e.canonical_id, '-', ' ') || ' ' as id,
                ' ' || replace(
                    replace(lower(coalesce(be.name, ev.description, ae.name, '')), ' ' || substr(e.canonical_id, 1, 4), ''), '-', ' '
                ) || ' ' as name,
                ' ' || replace(lower(coalesce(bc.name, v.name, ae.venue_name, '')), '-', ' ') || ' '
                    || replace(coalesce(c.canonical_id, ''), '-', ' ') || ' ' as circuit,
                ' ' || replace(replace(lower(coalesce(be.location, v.city, ae.event_location, '')), ',', ' '), '-', ' ') || ' '
                    as place,
                ' ' || lower(coalesce(be.country_name, v.country, '')) || ' ' as country,
                ' ' || lower(coalesce(be.country_code, v.country_code, '')) || ' ' as code
            from (select 1 where trim(coalesce(:event, ''), ' -') <> '' and not exists (select 1 from known)) as text
            cross join crosswalk as e
            left join balldontlie_events as be on e.provider = 'balldontlie' and be.id = cast(e.provider_id as integer)
            left join balldontlie_circuits as bc on bc.id = be.circuit_id
            left join sportradar_stages as ev on e.provider = 'sportradar' and ev.id = e.provider_id
            left join sportradar_venues as v on v.id = ev.venue_id
            left join altsportsdata_events as ae on e.provider = 'altsportsdata' and ae.id = e.provider_id
            left join crosswalk as c
                on c.kind = 'circuit' and c.provider = e.provider
                and c.provider_id = coalesce(cast(be.circuit_id as text), ev.venue_id, 'venue:' || ae.venue_name)
            where e.kind = 'event'
                and e.canonical_id >= coalesce(nullif(:season, ''), '')
                and e.canonical_id < coalesce(nullif(:season, ''), '9999') || ':'
                and coalesce(be.removed_at, ev.removed_at, ae.removed_at) is null
                -- Most events have the text nowhere, and are not looked at more closely.
                and instr(
                    replace(replace(
                        lower(e.canonical_id || '|' || coalesce(be.name, ev.description, ae.name, '') || '|'
                            || coalesce(bc.name, v.name, ae.venue_name, '') || '|' || coalesce(c.canonical_id, '') || '|'
                            || coalesce(be.location, v.city, ae.event_location, '') || '|'
                            || coalesce(be.country_name, v.country, '') || '|' || coalesce(be.country_code, v.country_code, '')),
                        '-', ' '
                    ), ',', ' '),
                    trim(replace(lower(:event), '-', ' '))
                ) > 0
        )
    )
    where how is not null
    group by event_id
)
where how = best
