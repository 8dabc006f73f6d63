-- Safety cars and red flags by lap
-- The laps of the leader, first and last included, on which a race or sprint ran behind the safety car, under a virtual
-- one, or was stopped, from the messages of race control. A band ends with `IN THIS LAP`, with a clear or green track, or
-- with the end of a virtual safety car; without an end it lasts to the last lap. The lap of each message counts whole.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `race` or `sprint`, or the id of one; the race when left out.
-- with: bands own_laps
select
    c.session_id, b.kind, b.from_lap,
    coalesce(b.to_lap, (select max(b.from_lap, max(l.lap_number)) from own_laps as l)) as to_lap
from chosen as c
cross join bands as b
order by b.from_lap, b.to_lap, b.kind
