-- Track status
-- One row per change of the track's status, BALLDONTLIE alone.
-- date: When the status began (UTC, milliseconds).
-- status: AllClear, Yellow, Red, SC, SCDeployed, VSCDeployed ... as the provider says it.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    m.utc_time as date, m.status, 'balldontlie' as provider
from crosswalk_balldontlie_sessions as s
cross join balldontlie_track_status as m on m.session_id = s.id
where m.removed_at is null
