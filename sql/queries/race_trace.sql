-- Race trace
-- How far each car was behind the leader at the end of each lap of a race or sprint. The clock starts at lights out and
-- time in the pits and under a red flag counts. BALLDONTLIE has no time for lap 1, so `anchor` says what each row's
-- `elapsed_ms` stands on: `lap 1`, the time of that lap, with `(sportradar)` when Sportradar's lap stages fill it in;
-- `race time`, the time at the flag less the laps
-- still to come; `race time less penalty`, when time penalties that race control announced and nobody served are in that
-- time; or `positions`: the only times at which a car that was lapped or retired fits between those around it, lap after
-- lap, taken in the middle. `gap_error_ms` is how far such a gap may be off, 0 elsewhere, NULL when it is open to one side.
-- Where nothing anchors a car (BALLDONTLIE alone has no race times) its gap is NULL, and only `since_lap_1_ms` tells of its
-- laps. A car that is N laps behind has `laps_down` N and no gap, and on a lap that the provider lacks of the first car
-- nobody has one. Who retires is there up to the last full lap; a lap without a time ends the sums that would need it.
-- Penalties given after the session are not known here.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest, as when left out.
-- :session text `race` or `sprint`, a session's id or a provider's id of it; the race when left out.
-- :driver text The driver: id, three-letter code, or a part of the name; all when left out.
-- with: race_laps session_results lap_order asked_driver
with named as (
    -- Time penalties in the messages: `5 SECOND TIME PENALTY FOR CAR 4 (NOR)`, and the same after `PENALTY SERVED`.
    select
        cast(trim(substr(text, instr(text, ' SECOND TIME PENALTY FOR CAR ') - 2, 2)) as integer)
            * iif(text like '%PENALTY SERVED%', -1000, 1000) as penalty_ms,
        cast(substr(text, instr(text, ' PENALTY FOR CAR ') + 17) as integer) as number,
        iif(instr(text, '(') > 0, substr(text, instr(text, '(') + 1, 3), null) as code
    from (
        select upper(r.message) as text
        from chosen as c
        cross join race_control as r on r.session_id = c.session_id
        where r.message like '% SECOND TIME PENALTY FOR CAR %'
    )
),
penalties as (
    select d.driver_id, max(sum(n.penalty_ms), 0) as penalty_ms
    from named as n
    cross join drivers as d
    where d.code = n.code or (d.code is null and cast(d.number as integer) = n.number)
    group by d.driver_id
),
finishes as materialized (
    select
        s.*, coalesce(s.own_lap_1_ms, s.filled_lap_1_ms) as lap_1_ms,
        s.filled_lap_1_ms is null or s.provider = 'sportradar'
            or coalesce(s.own_lap_1_ms, s.filled_lap_1_ms) <> s.filled_lap_1_ms as own_lap_1,
        coalesce(p.penalty_ms, 0) as penalty_ms, r.laps_completed, r.race_time_ms - coalesce(p.penalty_ms, 0) as finish_ms
    from seats as s
    left join session_results as r on r.driver_id = s.driver_id
    left join penalties as p on p.driver_id = s.driver_id
),
places as materialized (
    select s.car, o.lap_number, o.position
    from lap_order as o
    cross join (select distinct car, driver_id from seats) as s on s.driver_id = o.driver_id
    where o.definition <> 'grid'
),
unled as (
    -- Laps of which the first car has no row: nobody's gap to it is known.
    select p.lap_number
    from places as p
    where p.position = 1 and (p.car, p.lap_number) not in (select car, lap_number from race_laps where car is not null)
),
summed as (
    select
        l.seat, l.car, l.lap_number, l.lap_time_ms, l.is_pit_in_lap, l.since_ms,
        s.lap_1_ms + l.since_ms as from_start_ms,
        iif(
            count(l.lap_time_ms) over ahead = s.laps_completed - l.lap_number,
            s.finish_ms - coalesce(sum(l.lap_time_ms) over ahead, 0),
            null
        ) as from_finish_ms
    from race_laps as l
    cross join finishes as s on s.seat = l.seat
    window ahead as (
        partition by l.car order by l.lap_number rows between 1 following and unbounded following
    )
),
ordered as (
    select
        s.*, coalesce(s.from_start_ms, s.from_finish_ms) as exact_ms, o.position,
        max(coalesce(s.from_start_ms, s.from_finish_ms)) over (
            partition by s.lap_number order by o.position rows between unbounded preceding and 1 preceding
        ) as ahead_ms,
        min(coalesce(s.from_start_ms, s.from_finish_ms)) over (
            partition by s.lap_number order by o.position rows between 1 following and unbounded following
        ) as behind_ms
    from summed as s
    left join places as o on o.car = s.car and o.lap_number = s.lap_number
),
bounded as (
    select
        *, max(iif(position is null, null, ahead_ms - since_ms)) over one as low_ms,
        min(iif(position is null, null, behind_ms - since_ms)) over one as high_ms
    from ordered
    window one as (partition by car)
),
timed as (
    select
        *,
        case
            when exact_ms is not null then exact_ms
            when low_ms <= high_ms then since_ms + (low_ms + high_ms) / 2
            when low_ms is null or high_ms is null then since_ms + coalesce(low_ms, high_ms)
        end as elapsed_ms,
        case
            when exact_ms is not null then 0
            when low_ms <= high_ms then (high_ms - low_ms + 1) / 2
        end as error_ms
    from bounded
),
placed as (
    select
        *,
        min(elapsed_ms) over (partition by lap_number) as first_ms,
        first_value(error_ms) over (partition by lap_number order by elapsed_ms is null, elapsed_ms) as first_error_ms,
        iif(elapsed_ms is null, null, max(iif(elapsed_ms is null, 0, lap_number)) over (order by elapsed_ms)) - lap_number
            as laps_down
    from timed
)
select
    c.session_id, l.lap_number, s.driver_id, s.driver, s.team_id, s.team, l.lap_time_ms, l.elapsed_ms,
    iif(l.laps_down = 0 and l.lap_number not in unled, l.elapsed_ms - l.first_ms, null) as gap_to_leader_ms,
    l.laps_down,
    case
        when l.from_start_ms is not null then iif(s.own_lap_1, 'lap 1', 'lap 1 (sportradar)')
        when l.exact_ms is not null then iif(s.penalty_ms > 0, 'race time less penalty', 'race time')
        when l.elapsed_ms is not null then 'positions'
    end as anchor,
    iif(
        l.laps_down = 0 and l.lap_number not in unled,
        iif(l.elapsed_ms = l.first_ms and l.error_ms = l.first_error_ms, 0, l.error_ms + l.first_error_ms), null
    ) as gap_error_ms,
    l.since_ms as since_lap_1_ms, l.is_pit_in_lap, s.provider
from chosen as c
cross join placed as l
cross join finishes as s on s.seat = l.seat
where coalesce(:driver, '') = '' or s.driver_id in (select driver_id from asked_driver)
order by l.lap_number, l.elapsed_ms is null, l.elapsed_ms, s.driver_id
