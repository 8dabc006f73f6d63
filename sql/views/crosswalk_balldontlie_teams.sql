-- BALLDONTLIE's teams under their canonical ids
-- id: BALLDONTLIE's team id.
select b.id, x.canonical_id as team_id, coalesce(b.name, b.display_name) as team
from crosswalk as x
cross join balldontlie_teams as b on b.id = cast(x.provider_id as integer)
where x.kind = 'team' and x.provider = 'balldontlie'
