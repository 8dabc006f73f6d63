-- Pit stops
-- One row per driver and stop, BALLDONTLIE alone; Sportradar only counts stops (`pit_stops` of the results).
-- lap_number: The lap of the stop.
-- duration_ms: Milliseconds in the pit lane, not standing still.
-- time_of_day: The clock at the circuit, local.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    p.stop_number, p.lap as lap_number,
    cast(round(coalesce(p.duration_seconds, p.total_time_seconds) * 1000) as integer) as duration_ms,
    p.time_of_day, 'balldontlie' as provider
from crosswalk_balldontlie_sessions as s
cross join balldontlie_pit_stops as p on p.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = p.driver_id
left join crosswalk_balldontlie_teams as t on t.id = p.team_id
where p.removed_at is null
