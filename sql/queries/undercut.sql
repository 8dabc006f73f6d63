-- Undercut and overcut
-- Pairs of cars close in the order that stop within a few laps of each other, and who gained. `first` is the car that
-- stops first; it was an `undercut` when that car was behind the other at the end of the lap before its in lap, an
-- `overcut` when the car behind stayed out longer. `gain_ms` is what the first car gained on the second from there to the
-- end of the second's out lap: the second's laps less the first's, so it needs no gap and includes both stops; NULL when
-- one of these laps has no time. `passed` (0, 1) is whether their order changed. Left out are cars further apart, stops on
-- the same lap, and pairs in which one stops again in between. `neutralised` (0, 1): a lap of it was slowed or stopped, so
-- the gain tells little.
-- :season integer The season (year); any when left out.
-- :event text The event: its id or a part of it, a provider's id, or a part of its name; the latest when left out.
-- :session text `race` or `sprint`, or the id of one; the race when left out.
-- :laps integer How many laps may lie between the stops; 3 when left out.
-- :places integer How many places apart the cars may be before; 2 when left out.
-- with: race_stops lap_order
with pairs as (
    select
        a.session_id, a.driver_id as first_id, a.driver as first, a.lap_number as first_lap, b.driver_id as second_id,
        b.driver as second, b.lap_number as second_lap
    from race_stops as a
    join race_stops as b
        on b.lap_number > a.lap_number and b.lap_number <= a.lap_number + coalesce(cast(nullif(:laps, '') as integer), 3)
        and b.driver_id <> a.driver_id
    where coalesce(a.stop_after > b.lap_number + 1, 1) and coalesce(b.stop_after > b.lap_number + 1, 1)
        and coalesce(b.stop_before < a.lap_number - 1, 1)
),
placed as (
    select
        p.*,
        max(iif(o.driver_id = p.first_id and o.lap_number = p.first_lap - 1, o.position, null)) as first_before,
        max(iif(o.driver_id = p.second_id and o.lap_number = p.first_lap - 1, o.position, null)) as second_before,
        max(iif(o.driver_id = p.first_id and o.lap_number = p.second_lap + 1, o.position, null)) as first_after,
        max(iif(o.driver_id = p.second_id and o.lap_number = p.second_lap + 1, o.position, null)) as second_after
    from pairs as p
    join lap_order as o
        on o.driver_id in (p.first_id, p.second_id) and o.lap_number in (p.first_lap - 1, p.second_lap + 1)
    group by p.first_id, p.first_lap, p.second_id, p.second_lap
),
driven as (
    select
        p.*, sum(iif(l.driver_id = p.second_id, l.lap_time_ms, -l.lap_time_ms)) as gain_ms,
        count(l.lap_time_ms) = 2 * (p.second_lap - p.first_lap + 2) as whole, max(l.neutralised) as neutralised
    from placed as p
    join judged_laps as l
        on l.driver_id in (p.first_id, p.second_id) and l.lap_number between p.first_lap and p.second_lap + 1
    where abs(p.first_before - p.second_before) <= coalesce(cast(nullif(:places, '') as integer), 2)
    group by p.first_id, p.first_lap, p.second_id, p.second_lap
)
select
    session_id, iif(first_before > second_before, 'undercut', 'overcut') as attempt, first_id as first_driver_id,
    first as first_driver, first_lap, second_id as second_driver_id, second as second_driver, second_lap,
    first_before as first_position_before, second_before as second_position_before, first_after as first_position_after,
    second_after as second_position_after, iif(whole, gain_ms, null) as gain_ms,
    (first_before > second_before) <> (first_after > second_after) as passed, neutralised
from driven
order by first_lap, first_id, second_lap, second_id
