-- Who drove the laps of the chosen session, and for whom: looked up once for each, not for each lap. `seat` is a driver in
-- a team and `car` a driver, numbers in the order of the driver's id, so that what is sorted and joined by lap is narrow.
-- Of each car the first lap there is and the time of lap 1: its own (`own_lap_1_ms`), and what Sportradar has where its lap
-- stages were mirrored (`filled_lap_1_ms`), for BALLDONTLIE has none.
-- with: own_laps first_laps
select
    row_number() over (order by o.driver_id, o.own_id, o.own_team_id) as seat,
    iif(o.driver_id is null, null, dense_rank() over (order by o.driver_id)) as car,
    o.own_id, o.own_team_id, o.driver_id, o.driver, o.team_id, o.team, o.provider, min(o.first_lap) over car as first_lap,
    max(o.lap_1_ms) over car as own_lap_1_ms, f.lap_time_ms as filled_lap_1_ms
from (
    select
        o.own_id, o.own_team_id, o.first_lap, o.lap_1_ms, coalesce(d.canonical_id, sd.driver_id) as driver_id,
        coalesce(b.display_name, b.first_name || ' ' || b.last_name, b.last_name, b.first_name, sd.driver) as driver,
        coalesce(t.canonical_id, st.team_id) as team_id, coalesce(m.name, m.display_name, st.team) as team, o.provider
    from (
        select
            own_id, own_team_id, provider, min(lap_number) as first_lap,
            max(iif(lap_number = 1, lap_time_ms, null)) as lap_1_ms
        from own_laps
        group by own_id, own_team_id, provider
    ) as o
    left join crosswalk as d
        on o.provider = 'balldontlie' and d.kind = 'driver' and d.provider = 'balldontlie'
        and d.provider_id = cast(o.own_id as text)
    left join balldontlie_drivers as b on o.provider = 'balldontlie' and b.id = o.own_id
    left join crosswalk as t
        on o.provider = 'balldontlie' and t.kind = 'team' and t.provider = 'balldontlie'
        and t.provider_id = cast(o.own_team_id as text)
    left join balldontlie_teams as m on o.provider = 'balldontlie' and m.id = o.own_team_id
    left join crosswalk_sportradar_drivers as sd on o.provider = 'sportradar' and sd.id = o.own_id
    left join crosswalk_sportradar_teams as st on o.provider = 'sportradar' and st.id = o.own_team_id
) as o
left join first_laps as f on f.driver_id = o.driver_id
window car as (partition by o.driver_id)
