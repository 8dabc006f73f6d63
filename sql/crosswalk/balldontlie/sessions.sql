-- Sessions that belong to an event and say what they are.
select id, event_id, type, name, date as start, removed_at from balldontlie_sessions
where event_id is not null and coalesce(type, name) is not null
