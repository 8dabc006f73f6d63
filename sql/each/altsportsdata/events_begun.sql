-- Every Formula 1 event that has begun; the list may hold other sports, whose ids say so where the rows do not.
select
    id as "event_id", coalesce(tour_year, year, cast(substr(start_date, 1, 4) as integer)) as season,
    start_date as starts_at, end_date as ends_at, event_status as status
from altsportsdata_events
where
    removed_at is null
    and (lower(sport_type) = 'f1' or (sport_type is null and (id like 'f1:%' or id not like '%:%')))
    and (start_date is null or start_date <= :now)
order by season, start_date, id;
