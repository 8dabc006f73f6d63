-- Merged ids, where they went, and since when.
select m.merged_id, m.retained_id, coalesce(c.removed_at, t.removed_at) as removed_at
from sportradar_merge_mappings as m
left join sportradar_competitors as c on c.id = m.merged_id left join sportradar_teams as t on t.id = m.merged_id
where m.retained_id is not null order by m.merged_id
