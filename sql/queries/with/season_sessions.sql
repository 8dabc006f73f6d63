-- All sessions of the season.
-- with: the_season
select s.season, s.round, s.event_id, s.event, s.session_id, s.name as session, s.type, s.date
from the_season as y
cross join sessions as s on s.season = y.season
