-- Every flag a message of the season was seen with, and those that live timing is known to have.
select flag from balldontlie_race_control_messages
where flag is not null and session_id in (
    select other.id
    from balldontlie_sessions as own
    join balldontlie_events as event on event.id = own.event_id
    join balldontlie_events as near on near.season = event.season
    join balldontlie_sessions as other on other.event_id = near.id
    where own.id = :session_id
)
union
select column1 from (values ('BLACK AND WHITE'), ('BLUE'), ('CHEQUERED'), ('CLEAR'), ('DOUBLE YELLOW'), ('GREEN'), ('RED'), ('YELLOW'))
order by 1;
