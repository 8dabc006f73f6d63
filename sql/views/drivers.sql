-- Drivers
-- One row per driver of any season, under the name and number of today, from the first provider that has the driver;
-- code and date of birth from whoever has them.
-- driver_id: The canonical id.
-- code: Three letters (`VER`), from Sportradar.
-- number: The number on the car today, as text.
-- country: Country or nationality, as the provider says it.
-- country_code: Three letters, IOC and ISO codes mixed, as the provider wrote it.
-- born: The date of birth.
-- provider: Where id and names come from.
select
    x.canonical_id as driver_id,
    cast(coalesce(b.display_name, b.first_name || ' ' || b.last_name, b.last_name, b.first_name) as text) as name,
    b.first_name, b.last_name, c.abbreviation as code,
    cast(coalesce(b.racing_number, p.car_number) as text) as number,
    cast(coalesce(b.country_name, c.nationality) as text) as country,
    cast(coalesce(b.country_code, c.country_code) as text) as country_code,
    cast(coalesce(p.dateofbirth, a.dob) as text) as born,
    'balldontlie' as provider, x.provider_id
from crosswalk as x
cross join balldontlie_drivers as b on b.id = cast(x.provider_id as integer)
left join sportradar_competitors as c on c.id = (
    select s.id
    from crosswalk as o cross join sportradar_competitors as s on s.id = o.provider_id
    where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
        and s.removed_at is null
    order by exists (select 1 from sportradar_merge_mappings as m where m.merged_id = s.id), s.id
    limit 1
)
left join sportradar_competitor_profiles as p on p.competitor_id = c.id and p.removed_at is null
left join altsportsdata_athletes as a on a.id = (
    select min(s.id)
    from crosswalk as o cross join altsportsdata_athletes as s on s.id = o.provider_id
    where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'altsportsdata'
        and s.removed_at is null
)
where x.kind = 'driver' and x.provider = 'balldontlie' and b.removed_at is null
    and not exists (
        select 1 from crosswalk as o cross join balldontlie_drivers as s on s.id = cast(o.provider_id as integer)
        where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
            and s.removed_at is null and s.id < b.id
    )
union all
select
    x.canonical_id,
    cast(iif(
        instr(c.name, ', ') > 0,
        substr(c.name, instr(c.name, ', ') + 2) || ' ' || substr(c.name, 1, instr(c.name, ', ') - 1),
        c.name
    ) as text),
    cast(iif(instr(c.name, ', ') > 0, substr(c.name, instr(c.name, ', ') + 2), null) as text),
    cast(iif(instr(c.name, ', ') > 0, substr(c.name, 1, instr(c.name, ', ') - 1), c.name) as text),
    c.abbreviation, cast(p.car_number as text), cast(c.nationality as text), cast(c.country_code as text),
    cast(coalesce(p.dateofbirth, a.dob) as text), 'sportradar', x.provider_id
from crosswalk as x
cross join sportradar_competitors as c on c.id = x.provider_id
left join sportradar_competitor_profiles as p on p.competitor_id = c.id and p.removed_at is null
left join altsportsdata_athletes as a on a.id = (
    select min(s.id)
    from crosswalk as o cross join altsportsdata_athletes as s on s.id = o.provider_id
    where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'altsportsdata'
        and s.removed_at is null
)
where x.kind = 'driver' and x.provider = 'sportradar' and c.removed_at is null
    and not exists (
        select 1 from crosswalk as o cross join balldontlie_drivers as s on s.id = cast(o.provider_id as integer)
        where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
            and s.removed_at is null
    )
    and c.id = (
        select s.id
        from crosswalk as o cross join sportradar_competitors as s on s.id = o.provider_id
        where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
            and s.removed_at is null
        order by exists (select 1 from sportradar_merge_mappings as m where m.merged_id = s.id), s.id
        limit 1
    )
union all
select
    x.canonical_id,
    cast(iif(
        a.id is null, substr(x.provider_id, 13), trim(coalesce(a.first_name, '') || ' ' || coalesce(a.last_name, ''))
    ) as text),
    a.first_name, a.last_name, cast(null as text), cast(null as text),
    cast(a.nationality as text), cast(null as text), cast(a.dob as text), 'altsportsdata', x.provider_id
from crosswalk as x
left join altsportsdata_athletes as a on a.id = x.provider_id
where x.kind = 'driver' and x.provider = 'altsportsdata' and x.valid_to is null
    and not exists (
        select 1 from crosswalk as o cross join balldontlie_drivers as s on s.id = cast(o.provider_id as integer)
        where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
            and s.removed_at is null
    )
    and not exists (
        select 1 from crosswalk as o cross join sportradar_competitors as s on s.id = o.provider_id
        where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
            and s.removed_at is null
    )
    and x.provider_id = (
        select min(o.provider_id) from crosswalk as o
        where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'altsportsdata'
            and o.valid_to is null
    )
