-- BALLDONTLIE's drivers under their canonical ids
-- id: BALLDONTLIE's driver id.
select
    b.id, x.canonical_id as driver_id,
    coalesce(b.display_name, b.first_name || ' ' || b.last_name, b.last_name, b.first_name) as driver
from crosswalk as x
cross join balldontlie_drivers as b on b.id = cast(x.provider_id as integer)
where x.kind = 'driver' and x.provider = 'balldontlie'
