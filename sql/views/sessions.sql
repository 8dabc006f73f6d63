-- Sessions
-- One row per session, from the first of BALLDONTLIE, Sportradar and AltSportsData that has it.
-- round: As in `events`.
-- session_id: The canonical id.
-- type: practice, qualifying, sprint_qualifying, sprint, race or other.
-- date: When it starts (UTC).
-- status: The state in the provider's word: `final`, `Closed`, `COMPLETED`, `cancelled` ...
select
    s.season, e.round, s.event_id, s.event, s.session_id, s.type, s.session as name, s.date, s.status, s.provider, s.provider_id
from (
    select
        season, event_id, event, session_id, type, session, date, status,
        'balldontlie' as provider, cast(id as text) as provider_id
    from crosswalk_balldontlie_sessions as s
    where not exists (
        select 1 from crosswalk_balldontlie_sessions as o where o.session_id = s.session_id and o.id < s.id
    )
    union all
    select season, event_id, event, session_id, type, session, date, status, 'sportradar', cast(id as text)
    from crosswalk_sportradar_sessions as s
    where not exists (select 1 from crosswalk_balldontlie_sessions as o where o.session_id = s.session_id)
        and not exists (
            select 1 from crosswalk_sportradar_sessions as o where o.session_id = s.session_id and o.id < s.id
        )
    union all
    select season, event_id, event, session_id, type, session, date, status, 'altsportsdata', cast(id as text)
    from crosswalk_altsportsdata_sessions as s
    where not exists (select 1 from crosswalk_balldontlie_sessions as o where o.session_id = s.session_id)
        and not exists (select 1 from crosswalk_sportradar_sessions as o where o.session_id = s.session_id)
        and not exists (
            select 1 from crosswalk_altsportsdata_sessions as o where o.session_id = s.session_id and o.id < s.id
        )
) as s
left join events as e on e.event_id = s.event_id
