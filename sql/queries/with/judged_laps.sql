-- The laps of the chosen race with `neutralised` (0, 1): whether the lap began while the leader was on a lap of a band, or
-- is that lap by its own number; running times tell where a lapped car was. `clean` (0, 1) are timed laps without those,
-- the first, in and out laps; a provider that does not say which laps were in or out laps has no clean ones.
-- with: race_laps bands
with spans as materialized (
    select
        b.from_lap, coalesce(b.to_lap, 100000) as to_lap,
        max(iif(l.lap_number = b.from_lap - 1, l.leader_ms, null)) as from_ms,
        max(iif(l.lap_number = b.to_lap, l.leader_ms, null)) as to_ms
    from bands as b
    cross join (select lap_number, min(since_ms) as leader_ms from race_laps group by lap_number) as l
    group by b.from_lap, b.to_lap
)
select
    *,
    lap_time_ms is not null and lap_number > 1 and coalesce(is_pit_in_lap = 0 and is_pit_out_lap = 0, 0)
        and not neutralised as clean
from (
    select
        l.seat, l.car, l.lap_number, l.lap_time_ms, l.is_pit_in_lap, l.is_pit_out_lap,
        exists (
            select 1
            from spans as s
            where l.lap_number <= s.to_lap
                and coalesce(l.since_ms - l.lap_time_ms < s.to_ms, 1)
                and (l.lap_number >= s.from_lap or coalesce(l.since_ms - l.lap_time_ms >= s.from_ms, 0))
        ) as neutralised
    from race_laps as l
)
