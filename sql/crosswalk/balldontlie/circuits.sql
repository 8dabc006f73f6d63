-- Circuits that have a name, with the day of their first event.
select c.id, coalesce(c.name, c.short_name) as name, c.country_code, c.country_name as country, c.removed_at,
    min(e.start_date) as began
from balldontlie_circuits as c left join balldontlie_events as e on e.circuit_id = c.id
where coalesce(c.name, c.short_name) is not null group by c.id
