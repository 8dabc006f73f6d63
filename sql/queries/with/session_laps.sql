-- The laps of the chosen session, as in the view `laps`.
-- Folded.
-- with: seats
select
    i.session_id, i.type, s.driver_id, s.driver, s.team_id, s.team, l.lap_number, l.lap_time_ms, l.is_pit_in_lap,
    l.is_pit_out_lap, s.provider
from ids as i
cross join own_laps as l
cross join seats as s on s.own_id = l.own_id and s.own_team_id is l.own_team_id
