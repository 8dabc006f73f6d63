-- Pit loss
-- What each stop of a race or sprint cost (`loss_ms`): the in lap and the out lap together, less twice the mean of the
-- driver's clean laps among the five before the in lap and the five after the out lap (`reference_ms`, which rests on
-- `reference_n` laps; fewer than three give none). Where one of the two laps was neutralised (safety car, virtual one, red
-- flag) or has no time, the loss is NULL, for it compares with nothing. `duration_ms` is the time in the pit lane that the
-- provider gives, not standing still. `median_loss_ms` is the race's median. Stops without an out lap are left out.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `race` or `sprint`, or the id of one; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: race_stops asked_driver
with clean_laps as materialized (
    select car, lap_number, lap_time_ms
    from judged_laps
    where clean
),
lost as materialized (
    select
        seat, car, stop_number, lap_number, in_ms, out_ms, neutralised, reference_n, reference_ms,
        iif(neutralised, null, round(in_ms + out_ms - 2 * reference_ms, 3)) as loss_ms
    from (
        select
            s.*, count(l.lap_number) as reference_n, iif(count(l.lap_number) >= 3, avg(l.lap_time_ms), null) as reference_ms
        from race_stops as s
        left join clean_laps as l
            on l.car = s.car
            and (
                l.lap_number between s.lap_number - 5 and s.lap_number - 1
                or l.lap_number between s.lap_number + 2 and s.lap_number + 6
            )
        group by s.car, s.lap_number
    )
),
ordered as (
    select loss_ms, row_number() over (order by loss_ms) as number, count(*) over () as n
    from lost
    where loss_ms is not null
),
stops as materialized (
    select p.driver_id, p.lap_number, p.duration_ms
    from chosen as c
    cross join pit_stops as p on p.session_id = c.session_id
)
select
    c.session_id, s.driver_id, s.driver, s.team_id, s.team, l.stop_number, l.lap_number, l.in_ms as in_lap_ms,
    l.out_ms as out_lap_ms, l.reference_n, round(l.reference_ms, 3) as reference_ms, l.loss_ms,
    (select min(duration_ms) from stops as p where p.driver_id = s.driver_id and p.lap_number = l.lap_number) as duration_ms,
    l.neutralised,
    (select avg(loss_ms) from ordered where number in ((n + 1) / 2, n / 2 + 1)) as median_loss_ms
from chosen as c
cross join lost as l
cross join seats as s on s.seat = l.seat
where coalesce(:driver, '') = '' or s.driver_id in (select driver_id from asked_driver)
order by l.lap_number, s.driver_id
