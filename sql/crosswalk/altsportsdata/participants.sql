-- Participants that are only a name.
select distinct 'participant:' || participant as id, null as first_name, null as last_name, participant as name,
    null as country_code, null as country, null as born, null as code, null as removed_at
from altsportsdata_heat_results where athlete_id is null and participant <> ''
