-- Heats, under the id of the event and their own.
select event_id || ',' || heat_id as id, event_id, '' as type, coalesce(name, heat_id) as name,
    start_date as start, removed_at
from altsportsdata_heats
