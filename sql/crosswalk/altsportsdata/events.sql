-- Events of Formula 1, whatever else the provider lists. `place` is the town and the country.
select id, name, coalesce(tour_year, year) as year, start_date as start, end_date as end, removed_at,
    coalesce(venue_name, event_location) as venue, coalesce(venue_location, event_location_group) as place
from altsportsdata_events
where name is not null and (lower(sport_type) = 'f1' or (sport_type is null and (id like 'f1:%' or id like 'f1-%')))
