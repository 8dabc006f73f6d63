-- Every event, in the order of the calendar.
select id as "event_ids[]", season, start_date as starts_at, end_date as ends_at, status
from balldontlie_events
where removed_at is null
order by season, start_date, id;
