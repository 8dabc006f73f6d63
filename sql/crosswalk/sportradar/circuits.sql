-- Venues that have a name, with the day of their first stage.
select v.id, v.name, v.country, v.country_code, v.removed_at, min(s.scheduled) as began
from sportradar_venues as v left join sportradar_stages as s on s.venue_id = v.id
where v.name is not null group by v.id
