-- Tyre stints
-- One row per driver and set of tyres, BALLDONTLIE alone. The provider gives the age of the set when fitted and the laps
-- on the set with that age in it; the laps of the stint are the difference, and stints follow on one another from lap 1.
-- compound: SOFT, MEDIUM, HARD, INTERMEDIATE, WET ... as the provider says it.
-- lap_start: The first lap of the stint, from 1; derived.
-- lap_end: The last lap of the stint; derived.
-- laps: Laps driven in the stint; derived.
-- tyre_age_at_start: Laps on the set when it was fitted.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    d.driver_id, d.driver, t.team_id, t.team,
    i.stint_number, i.compound,
    1 + i.before as lap_start,
    i.before + i.laps as lap_end,
    i.laps,
    i.start_lap as tyre_age_at_start,
    'balldontlie' as provider
from crosswalk_balldontlie_sessions as s
cross join (
    select
        session_id, driver_id, team_id, stint_number, compound, start_lap, removed_at,
        total_laps - coalesce(start_lap, 0) as laps,
        coalesce(
            (
                select sum(total_laps - coalesce(start_lap, 0))
                from balldontlie_tire_stints as e
                where e.session_id = i.session_id and e.driver_id = i.driver_id and e.stint_number < i.stint_number
                    and e.removed_at is null
            ),
            0
        ) as before
    from balldontlie_tire_stints as i
) as i on i.session_id = s.id
left join crosswalk_balldontlie_drivers as d on d.id = i.driver_id
left join crosswalk_balldontlie_teams as t on t.id = i.team_id
where i.removed_at is null
