-- Circuits
-- One row per circuit: names and country from BALLDONTLIE, place, length and time zone from Sportradar's venue. Of a
-- circuit that AltSportsData alone names there is nothing but the name.
-- circuit_id: The canonical id.
-- country_code: Three letters, IOC and ISO codes mixed, as the provider wrote it.
-- timezone: The IANA time zone.
-- latitude: Degrees, north positive.
-- longitude: Degrees, east positive.
-- length_m: The length of a lap in metres.
-- provider: Where id and names come from.
select
    x.canonical_id as circuit_id,
    b.name, b.short_name, v.city,
    b.country_name as country, b.country_code,
    v.timezone,
    cast(substr(v.coordinates, 1, instr(v.coordinates, ',') - 1) as real) as latitude,
    cast(substr(v.coordinates, instr(v.coordinates, ',') + 1) as real) as longitude,
    v.length as length_m,
    'balldontlie' as provider, x.provider_id
from crosswalk as x
cross join balldontlie_circuits as b on b.id = cast(x.provider_id as integer)
left join sportradar_venues as v on v.id = (
    select min(s.id)
    from crosswalk as o cross join sportradar_venues as s on s.id = o.provider_id
    where o.kind = 'circuit' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
        and s.removed_at is null
)
where x.kind = 'circuit' and x.provider = 'balldontlie' and b.removed_at is null
    and not exists (
        select 1 from crosswalk as o cross join balldontlie_circuits as s on s.id = cast(o.provider_id as integer)
        where o.kind = 'circuit' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
            and s.removed_at is null and s.id < b.id
    )
union all
select
    x.canonical_id, v.name, v.name, v.city, v.country, v.country_code, v.timezone,
    cast(substr(v.coordinates, 1, instr(v.coordinates, ',') - 1) as real),
    cast(substr(v.coordinates, instr(v.coordinates, ',') + 1) as real),
    v.length, 'sportradar', x.provider_id
from crosswalk as x
cross join sportradar_venues as v on v.id = x.provider_id
where x.kind = 'circuit' and x.provider = 'sportradar' and v.removed_at is null
    and not exists (
        select 1 from crosswalk as o cross join balldontlie_circuits as s on s.id = cast(o.provider_id as integer)
        where o.kind = 'circuit' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
            and s.removed_at is null
    )
    and not exists (
        select 1 from crosswalk as o cross join sportradar_venues as s on s.id = o.provider_id
        where o.kind = 'circuit' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
            and s.removed_at is null and s.id < v.id
    )
union all
select
    x.canonical_id, substr(x.provider_id, 7), null, null, null, null, null, null, null, null, 'altsportsdata', x.provider_id
from crosswalk as x
where x.kind = 'circuit' and x.provider = 'altsportsdata'
    and not exists (
        select 1 from crosswalk as o
        where o.kind = 'circuit' and o.canonical_id = x.canonical_id and o.valid_to is null
            and (+o.provider <> 'altsportsdata' or o.provider_id < x.provider_id)
    )
