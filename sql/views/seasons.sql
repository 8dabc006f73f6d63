-- Seasons
-- One row per season that any provider lists.
select b.year as season, cast(coalesce(b.display_name, b.year) as text) as name, 'balldontlie' as provider
from balldontlie_seasons as b
where b.removed_at is null
union all
select cast(y.canonical_id as integer), st.description, 'sportradar'
from crosswalk as y
cross join sportradar_stages as st on st.id = y.provider_id
where y.kind = 'season' and y.provider = 'sportradar' and st.removed_at is null
    and not exists (
        select 1 from balldontlie_seasons as b
        where b.year = cast(y.canonical_id as integer) and b.removed_at is null
    )
    and not exists (
        select 1 from crosswalk as o cross join sportradar_stages as s on s.id = o.provider_id
        where o.kind = 'season' and o.canonical_id = y.canonical_id and +o.provider = 'sportradar'
            and s.removed_at is null and s.id < st.id
    )
