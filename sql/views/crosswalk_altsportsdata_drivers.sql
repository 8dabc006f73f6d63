-- AltSportsData's drivers under their canonical ids
-- Names are those of the first provider that has the driver.
-- id: AltSportsData's athlete id, or `participant:<name>` where the provider gives a name alone.
select
    x.provider_id as id,
    x.canonical_id as driver_id,
    coalesce(
        (
            select min(b.display_name)
            from crosswalk as o join balldontlie_drivers as b on b.id = cast(o.provider_id as integer)
            where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
                and b.removed_at is null
        ),
        (
            select min(s.driver) from crosswalk_sportradar_drivers as s where s.driver_id = x.canonical_id
        ),
        iif(a.id is null, substr(x.provider_id, 13), trim(coalesce(a.first_name, '') || ' ' || coalesce(a.last_name, '')))
    ) as driver
from crosswalk as x
left join altsportsdata_athletes as a on a.id = x.provider_id
where x.kind = 'driver' and x.provider = 'altsportsdata'
