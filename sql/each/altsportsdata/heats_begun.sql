-- Every heat of a Formula 1 event that has begun.
select
    h.event_id as "event_id", h.heat_id as "heat_id",
    coalesce(e.tour_year, e.year, cast(substr(e.start_date, 1, 4) as integer)) as season,
    coalesce(h.start_date, e.start_date) as starts_at, coalesce(h.end_date, h.start_date, e.end_date) as ends_at,
    coalesce(h.status, e.event_status) as status
from altsportsdata_heats as h
join altsportsdata_events as e on e.id = h.event_id
where
    h.removed_at is null
    and (lower(e.sport_type) = 'f1' or (e.sport_type is null and (e.id like 'f1:%' or e.id not like '%:%')))
    and (coalesce(h.start_date, e.start_date) is null or coalesce(h.start_date, e.start_date) <= :now)
order by season, e.start_date, h.event_id, h.start_date, h.heat_id;
