-- Drivers that have a name.
select cast(id as text) as id, first_name, last_name,
    coalesce(display_name, trim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) as name,
    country_code, country_name as country, null as born, null as code, removed_at
from balldontlie_drivers where coalesce(display_name, last_name, first_name) is not null
