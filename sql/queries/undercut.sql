-- Undercut and overcut
-- Pairs of cars close in the order that stop within a few laps of each other, and who gained. `first` is the car that
-- stops first; it was an `undercut` when that car was behind the other at the end of the lap before its in lap, an
-- `overcut` when the car behind stayed out longer. `gain_ms` is what the first car gained on the second from there to the
-- end of the second's out lap: the second's laps less the first's, so it needs no gap and includes both stops; NULL when
-- one of these laps has no time. `passed` (0, 1) is whether their order changed. Left out are cars further apart, stops on
-- the same lap, and pairs in which one stops again in between. `neutralised` (0, 1): a lap of it was slowed or stopped, so
-- the gain tells little.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `race` or `sprint`, or the id of one; the race when left out.
-- :laps integer How many laps may lie between the stops; 3 when left out.
-- :places integer How many places apart the cars may be before; 2 when left out.
-- with: race_stops lap_order
with pairs as materialized (
    select
        a.car as first_car, a.seat as first_seat, a.lap_number as first_lap, b.car as second_car, b.seat as second_seat,
        b.lap_number as second_lap
    from race_stops as a
    join race_stops as b
        on b.lap_number > a.lap_number and b.lap_number <= a.lap_number + coalesce(cast(nullif(:laps, '') as integer), 3)
        and b.car <> a.car
    where coalesce(a.stop_after > b.lap_number + 1, 1) and coalesce(b.stop_after > b.lap_number + 1, 1)
        and coalesce(b.stop_before < a.lap_number - 1, 1)
),
places as materialized (
    select s.car, o.lap_number, o.position
    from lap_order as o
    cross join (select distinct car, driver_id from seats) as s on s.driver_id = o.driver_id
),
placed as materialized (
    select
        p.*,
        max(iif(not w.second and not w.after, o.position, null)) as first_before,
        max(iif(w.second and not w.after, o.position, null)) as second_before,
        max(iif(not w.second and w.after, o.position, null)) as first_after,
        max(iif(w.second and w.after, o.position, null)) as second_after
    from pairs as p
    cross join (
        select 0 as second, 0 as after union all select 0, 1 union all select 1, 0 union all select 1, 1
    ) as w
    cross join places as o
        on o.car = iif(w.second, p.second_car, p.first_car) and o.lap_number = iif(w.after, p.second_lap + 1, p.first_lap - 1)
    group by p.first_car, p.first_lap, p.second_car, p.second_lap
),
driven as (
    select
        p.*, sum(iif(w.second, l.lap_time_ms, -l.lap_time_ms)) as gain_ms,
        count(l.lap_time_ms) = 2 * (p.second_lap - p.first_lap + 2) as whole, max(l.neutralised) as neutralised
    from placed as p
    cross join (select 0 as second union all select 1) as w
    cross join judged_laps as l
        on l.car = iif(w.second, p.second_car, p.first_car) and l.lap_number between p.first_lap and p.second_lap + 1
    where abs(p.first_before - p.second_before) <= coalesce(cast(nullif(:places, '') as integer), 2)
    group by p.first_car, p.first_lap, p.second_car, p.second_lap
)
select
    c.session_id, iif(d.first_before > d.second_before, 'undercut', 'overcut') as attempt, a.driver_id as first_driver_id,
    a.driver as first_driver, d.first_lap, b.driver_id as second_driver_id, b.driver as second_driver, d.second_lap,
    d.first_before as first_position_before, d.second_before as second_position_before,
    d.first_after as first_position_after, d.second_after as second_position_after,
    iif(d.whole, d.gain_ms, null) as gain_ms,
    (d.first_before > d.second_before) <> (d.first_after > d.second_after) as passed, d.neutralised
from chosen as c
cross join driven as d
cross join seats as a on a.seat = d.first_seat
cross join seats as b on b.seat = d.second_seat
order by d.first_lap, a.driver_id, d.second_lap, b.driver_id
