-- Sportradar's teams under their canonical ids
-- Names are BALLDONTLIE's where it has the team.
-- id: Sportradar's id of the team.
select
    c.id,
    x.canonical_id as team_id,
    coalesce(
        (
            select min(b.name)
            from crosswalk as o join balldontlie_teams as b on b.id = cast(o.provider_id as integer)
            where o.kind = 'team' and o.canonical_id = x.canonical_id and +o.provider = 'balldontlie'
                and b.removed_at is null
        ),
        c.name
    ) as team
from crosswalk as x
cross join sportradar_teams as c on c.id = x.provider_id
where x.kind = 'team' and x.provider = 'sportradar'
