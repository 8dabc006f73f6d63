-- Every track status that the season has seen, and those that live timing is known to have.
select status from balldontlie_track_status
where status is not null and session_id in (
    select other.id
    from balldontlie_sessions as own
    join balldontlie_events as event on event.id = own.event_id
    join balldontlie_events as near on near.season = event.season
    join balldontlie_sessions as other on other.event_id = near.id
    where own.id = :session_id
)
union
select column1 from (values ('AllClear'), ('Red'), ('SC'), ('SCDeployed'), ('VSCDeployed'), ('VSCEnding'), ('Yellow'))
order by 1;
