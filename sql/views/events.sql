-- Events
-- One row per race weekend or test, from the first of BALLDONTLIE, Sportradar and AltSportsData that has it.
-- round: The event's place among those of its season that were not cancelled and have a race, by start; NULL for others.
-- An event of which no session is known counts as one with a race.
-- event_id: The canonical id.
-- circuit_id: The canonical id of the circuit.
-- location: The place.
-- country_code: Three letters, IOC and ISO codes mixed, as the provider wrote it.
-- start_date: When the first session starts (UTC).
-- end_date: When the last session starts (BALLDONTLIE) or ends (others) (UTC).
-- status: The state in the provider's word: `final`, `Closed`, `COMPLETED`, `cancelled` ...
-- sprint: Whether the weekend has a sprint (0, 1).
select
    season,
    iif(counts, sum(counts) over (partition by season order by start_date, event_id), null) as round,
    event_id, name, circuit_id, circuit, location, country, country_code, start_date, end_date, status, sprint,
    provider, provider_id
from (
    select
        e.*,
        exists (
            select 1 from crosswalk as s where s.kind = 'session' and s.canonical_id = e.event_id || '-sprint' and s.valid_to is null
        ) as sprint,
        coalesce(e.status, '') not like 'cancel%' and (
            exists (
                select 1 from crosswalk as s
                where s.kind = 'session' and s.canonical_id = e.event_id || '-race' and s.valid_to is null
            )
            or not exists (
                select 1 from crosswalk as s
                where s.kind = 'session' and s.canonical_id > e.event_id || '-' and s.canonical_id < e.event_id || '.'
                    and s.valid_to is null
            )
        ) as counts
    from (
        select
            b.season, x.canonical_id as event_id, b.name,
            c.canonical_id as circuit_id, bc.name as circuit,
            b.location, b.country_name as country, b.country_code, b.start_date, b.end_date, b.status,
            'balldontlie' as provider, x.provider_id
        from crosswalk as x
        cross join balldontlie_events as b
            on b.id = cast(x.provider_id as integer) and x.provider_id = cast(b.id as text)
        left join crosswalk as c
            on c.kind = 'circuit' and c.provider = 'balldontlie' and c.provider_id = cast(b.circuit_id as text)
        left join balldontlie_circuits as bc on bc.id = b.circuit_id
        where x.kind = 'event' and x.provider = 'balldontlie' and b.removed_at is null
            and not exists (
                select 1 from crosswalk as o cross join balldontlie_events as s on s.id = cast(o.provider_id as integer)
                where o.kind = 'event' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
                    and s.removed_at is null and s.id < b.id
            )
        union all
        select
            cast(y.canonical_id as integer), x.canonical_id,
            iif(ev.description like '% ' || y.canonical_id, substr(ev.description, 1, length(ev.description) - 5), ev.description),
            c.canonical_id,
            coalesce(
                (
                    select min(b.name)
                    from crosswalk as o cross join balldontlie_circuits as b on b.id = cast(o.provider_id as integer)
                    where o.kind = 'circuit' and o.canonical_id = c.canonical_id and +o.provider = 'balldontlie'
                        and b.removed_at is null
                ),
                v.name
            ),
            v.city, v.country, v.country_code, ev.scheduled, ev.scheduled_end, ev.status, 'sportradar', x.provider_id
        from crosswalk as x
        cross join sportradar_stages as ev on ev.id = x.provider_id
        cross join crosswalk as y on y.kind = 'season' and y.provider = 'sportradar' and y.provider_id = ev.parent_id
        left join crosswalk as c
            on c.kind = 'circuit' and c.provider = 'sportradar' and c.provider_id = ev.venue_id
        left join sportradar_venues as v on v.id = ev.venue_id
        where x.kind = 'event' and x.provider = 'sportradar' and ev.removed_at is null
            and not exists (
                select 1 from crosswalk as o cross join balldontlie_events as s on s.id = cast(o.provider_id as integer)
                where o.kind = 'event' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
                    and s.removed_at is null
            )
            and not exists (
                select 1 from crosswalk as o cross join sportradar_stages as s on s.id = o.provider_id
                where o.kind = 'event' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
                    and s.removed_at is null and s.id < ev.id
            )
        union all
        select
            cast(substr(x.canonical_id, 1, 4) as integer), x.canonical_id,
            iif(a.name like '% ' || substr(x.canonical_id, 1, 4), substr(a.name, 1, length(a.name) - 5), a.name),
            c.canonical_id, coalesce(a.venue_name, a.event_location), coalesce(a.venue_location, a.event_location), null, null,
            a.start_date, a.end_date, a.event_status, 'altsportsdata', x.provider_id
        from crosswalk as x
        cross join altsportsdata_events as a on a.id = x.provider_id
        left join crosswalk as c
            on c.kind = 'circuit' and c.provider = 'altsportsdata'
            and c.provider_id = 'venue:' || coalesce(a.venue_name, a.event_location)
        where x.kind = 'event' and x.provider = 'altsportsdata' and a.removed_at is null
            and not exists (
                select 1 from crosswalk as o cross join balldontlie_events as s on s.id = cast(o.provider_id as integer)
                where o.kind = 'event' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
                    and s.removed_at is null
            )
            and not exists (
                select 1 from crosswalk as o cross join sportradar_stages as s on s.id = o.provider_id
                where o.kind = 'event' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
                    and s.removed_at is null
            )
            and not exists (
                select 1 from crosswalk as o cross join altsportsdata_events as s on s.id = o.provider_id
                where o.kind = 'event' and o.canonical_id = x.canonical_id and +o.provider = 'altsportsdata'
                    and s.removed_at is null and s.id < a.id
            )
    ) as e
)
