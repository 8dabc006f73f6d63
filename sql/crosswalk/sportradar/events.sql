-- Event stages that have a name, with their season and venue.
select e.id, e.description as name, null as year, s.description as season, coalesce(s.scheduled, e.scheduled) as season_began,
    e.scheduled as start, e.scheduled_end as end, e.removed_at, v.name as venue, v.city, v.country_code, v.country
from sportradar_stages as e
left join sportradar_stages as s on s.id = e.parent_id and s.type = 'season'
left join sportradar_venues as v on v.id = e.venue_id
where e.type = 'event' and e.description is not null
