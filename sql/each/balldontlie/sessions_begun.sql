-- Every session that has begun, in the order of the calendar. A session without a date is asked: nobody says it has not.
select s.id as "session_ids[]", e.season, s.date as starts_at, s.status
from balldontlie_sessions as s
left join balldontlie_events as e on e.id = s.event_id
where s.removed_at is null and s.event_id is not null and (s.date is null or s.date <= :now)
order by e.season, s.date, s.id;
