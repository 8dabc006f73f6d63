-- Every stage that may be bet on: seasons, events and races, also those to come.
with recursive tree (id, season, starts_at, ends_at, depth) as (
    select id, cast(substr(scheduled, 1, 4) as integer), scheduled, scheduled_end, 0
    from sportradar_stages
    where type = 'season'
    union
    select below.id, tree.season, coalesce(below.scheduled, tree.starts_at), coalesce(below.scheduled_end, tree.ends_at), tree.depth + 1
    from sportradar_stages as below
    join tree on below.parent_id = tree.id
    where below.type in ('event', 'race') and tree.depth < 8
)
select s.id as "stage_id", tree.season, tree.starts_at, tree.ends_at, s.status
from tree
join sportradar_stages as s on s.id = tree.id
where s.removed_at is null
order by tree.season, tree.depth, tree.starts_at, s.id;
