-- Every category a message of the season was seen with, and those that live timing is known to have.
select category from balldontlie_race_control_messages
where category is not null and session_id in (
    select other.id
    from balldontlie_sessions as own
    join balldontlie_events as event on event.id = own.event_id
    join balldontlie_events as near on near.season = event.season
    join balldontlie_sessions as other on other.event_id = near.id
    where own.id = :session_id
)
union
select column1 from (values ('CarEvent'), ('Drs'), ('Flag'), ('Other'), ('SafetyCar'), ('SessionStatus'))
order by 1;
