-- Weather
-- One row per session: BALLDONTLIE's summary, else what Sportradar says of the stage. The words are Sportradar's.
-- air_temperature_c: Degrees Celsius.
-- track_temperature_c: Degrees Celsius.
-- humidity_percent: Relative humidity.
-- pressure_mbar: Air pressure; the provider documents no unit, the values look like millibars.
-- wind_speed: Wind speed; the provider documents no unit, probably metres per second.
-- wind_direction_degrees: Where the wind comes from, degrees.
-- rainfall: A number, 0 when dry; the provider documents no unit.
-- conditions: The weather in words (`Sunny`, `Lightly clouded`), from Sportradar.
-- filled_by: Who filled columns that `provider` does not have; NULL when nobody did.
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    w.air_temp as air_temperature_c, w.track_temp as track_temperature_c, w.humidity as humidity_percent,
    w.pressure as pressure_mbar, w.wind_speed, w.wind_direction as wind_direction_degrees, w.rainfall,
    f.weather as conditions, 'balldontlie' as provider, iif(f.weather is null, null, 'sportradar') as filled_by
from crosswalk_balldontlie_sessions as s
cross join balldontlie_session_weather as w on w.session_id = s.id
left join sportradar_stages as f on f.id = (
    select min(st.id)
    from crosswalk as x cross join sportradar_stages as st on st.id = x.provider_id
    where x.kind = 'session' and x.canonical_id = s.session_id and +x.provider = 'sportradar' and st.removed_at is null
)
where w.removed_at is null
union all
select
    s.season, s.event_id, s.event, s.session_id, s.session, s.type,
    st.air_temperature, st.track_temperature, st.humidity, cast(null as numeric), cast(null as numeric),
    cast(null as integer), cast(null as numeric), st.weather, 'sportradar', null
from crosswalk_sportradar_sessions as s
cross join sportradar_stages as st on st.id = s.id
where coalesce(st.air_temperature, st.track_temperature, st.humidity, st.weather) is not null
    and not exists (
        select 1
        from crosswalk_balldontlie_sessions as b cross join balldontlie_session_weather as o on o.session_id = b.id
        where b.session_id = s.session_id and o.removed_at is null
    )
