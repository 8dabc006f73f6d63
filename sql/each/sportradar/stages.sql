-- Every stage that has begun, from the sport down as far as asked: laps only where they are wanted.
-- A season comes last: its standings are held against what its weekends say by then.
-- A correction shows in the race and in its weekend's points: these are what is asked again; what is below follows.
with recursive tree (id, season, starts_at, ends_at, depth) as (
    select id, cast(substr(scheduled, 1, 4) as integer), scheduled, scheduled_end, 0
    from sportradar_stages
    where type = 'season'
    union
    select below.id, tree.season, coalesce(below.scheduled, tree.starts_at), coalesce(below.scheduled_end, tree.ends_at), tree.depth + 1
    from sportradar_stages as below
    join tree on below.parent_id = tree.id
    where tree.depth < 8
)
select id as "stage_id", null as season, null as starts_at, null as ends_at, status, 'list' as fresh, -1 as depth
from sportradar_stages
where type = 'sport' and removed_at is null
union all
select
    s.id, tree.season, tree.starts_at, tree.ends_at, s.status,
    case when s.type in ('season', 'event') then 'season' when s.type in ('race', 'sprint_race') then 'result' else 'bulk' end,
    iif(tree.depth = 0, 9, tree.depth) as depth
from tree
join sportradar_stages as s on s.id = tree.id
where
    s.removed_at is null
    and (tree.starts_at is null or tree.starts_at <= :now)
    and (:laps or coalesce(s.type, '') <> 'lap')
order by season, depth, starts_at, stage_id;
