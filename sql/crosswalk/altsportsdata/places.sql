-- Heat, athlete or participant, and place of every result.
select event_id || ',' || heat_id, coalesce(athlete_id, 'participant:' || participant),
    cast(coalesce(position, athlete_round_rank) as integer)
from altsportsdata_heat_results where removed_at is null
