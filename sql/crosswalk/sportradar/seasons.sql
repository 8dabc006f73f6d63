-- Season stages: those under the sport, and those that have events.
select id, description as name, null as year, scheduled as began, removed_at from sportradar_stages
where type = 'season' and (
    parent_id in (select id from sportradar_stages where type = 'sport')
    or id in (select parent_id from sportradar_stages where type = 'event')
)
