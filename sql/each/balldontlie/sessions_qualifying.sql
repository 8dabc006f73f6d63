-- Every session that may have been a qualifying and has begun: the type is no closed list, so only what is surely none is left out.
select s.id as "session_ids[]", e.season, s.date as starts_at, s.status
from balldontlie_sessions as s
left join balldontlie_events as e on e.id = s.event_id
where
    s.removed_at is null and s.event_id is not null and (s.date is null or s.date <= :now)
    and lower(coalesce(s.type, '')) not like 'practice%'
    and lower(coalesce(s.type, '')) not in ('race', 'sprint', 'sprint race')
order by e.season, s.date, s.id;
