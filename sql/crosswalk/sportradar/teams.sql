-- Teams that have a name and were not merged into another.
select id, name, removed_at from sportradar_teams
where name is not null and id not in (select merged_id from sportradar_merge_mappings where retained_id is not null)
