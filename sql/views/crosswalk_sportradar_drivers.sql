-- Sportradar's drivers under their canonical ids
-- A merged id has its row too. Names are BALLDONTLIE's where it has the driver.
-- id: Sportradar's competitor id.
-- driver: `Last, First` is turned round.
select
    c.id,
    x.canonical_id as driver_id,
    coalesce(
        (
            select min(b.display_name)
            from crosswalk as o join balldontlie_drivers as b on b.id = cast(o.provider_id as integer)
            where o.kind = 'driver' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
                and b.removed_at is null
        ),
        iif(
            instr(c.name, ', ') > 0,
            substr(c.name, instr(c.name, ', ') + 2) || ' ' || substr(c.name, 1, instr(c.name, ', ') - 1),
            c.name
        )
    ) as driver
from crosswalk as x
cross join sportradar_competitors as c on c.id = x.provider_id
where x.kind = 'driver' and x.provider = 'sportradar'
