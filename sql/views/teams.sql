-- Teams
-- One row per constructor, from the first of BALLDONTLIE and Sportradar that has it. AltSportsData knows teams only as a
-- line in an athlete's row; they are left out.
-- team_id: The canonical id.
-- color: Six hexadecimal digits without `#`; Sportradar's front colour where BALLDONTLIE has none.
-- provider: Where id and name come from.
select
    x.canonical_id as team_id,
    cast(coalesce(b.name, b.display_name) as text) as name,
    cast(coalesce(b.color, upper(substr(p.front_color, 3))) as text) as color,
    'balldontlie' as provider, x.provider_id
from crosswalk as x
cross join balldontlie_teams as b on b.id = cast(x.provider_id as integer)
left join sportradar_team_profiles as p on p.team_id = (
    select min(s.id)
    from crosswalk as o cross join sportradar_teams as s on s.id = o.provider_id
    where o.kind = 'team' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
        and s.removed_at is null
) and p.removed_at is null
where x.kind = 'team' and x.provider = 'balldontlie' and b.removed_at is null
    and not exists (
        select 1 from crosswalk as o cross join balldontlie_teams as s on s.id = cast(o.provider_id as integer)
        where o.kind = 'team' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
            and s.removed_at is null and s.id < b.id
    )
union all
select
    x.canonical_id, cast(c.name as text), cast(upper(substr(p.front_color, 3)) as text), 'sportradar', x.provider_id
from crosswalk as x
cross join sportradar_teams as c on c.id = x.provider_id
left join sportradar_team_profiles as p on p.team_id = c.id and p.removed_at is null
where x.kind = 'team' and x.provider = 'sportradar' and c.removed_at is null
    and not exists (
        select 1 from crosswalk as o cross join balldontlie_teams as s on s.id = cast(o.provider_id as integer)
        where o.kind = 'team' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
            and s.removed_at is null
    )
    and not exists (
        select 1 from crosswalk as o cross join sportradar_teams as s on s.id = o.provider_id
        where o.kind = 'team' and o.canonical_id = x.canonical_id and +o.provider = 'sportradar'
            and s.removed_at is null and s.id < c.id
    )
