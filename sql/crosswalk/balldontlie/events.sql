-- Events that have a name and a season, with the name of their circuit.
select e.id, coalesce(e.name, e.short_name) as name, e.season as year, null as season, null as season_began,
    e.start_date as start, e.end_date as end, e.removed_at, c.name as venue, e.location as city,
    e.country_code, e.country_name as country
from balldontlie_events as e left join balldontlie_circuits as c on c.id = e.circuit_id
where coalesce(e.name, e.short_name) is not null and e.season is not null
