-- Athletes that have a name.
select id, first_name, last_name, trim(
        coalesce(first_name, '') || ' ' || coalesce(middle_name || ' ', '') || coalesce(last_name, '')
    ) as name,
    nationality as country_code, null as country, dob as born, null as code, removed_at
from altsportsdata_athletes where coalesce(last_name, first_name) is not null
