-- Verdicts of the referee
-- Which checks each session of an event passes: laps without a hole, every position once, stints that tile the laps, sectors
-- that add up, stops against stints, points of the weekend, providers against each other. `failing` counts the rows that
-- fail, which the view `verdict_rows` lists; `detail` is one of them, or what is missing where `verdict` is `not checked`.
-- The checks read everything a session has, so one event is asked at a time; the view `verdicts` has all of them, and
-- those of the seasons' standings.
-- :season integer The season (year); any when left out.
-- :event text The event: an id, or a part of its name, circuit, place or country; of several the latest with a result, as when left out.
-- :session text The session: its id, a provider's id, or its type or name within the event; all of the event when left out.
-- with: asked
with latest as materialized (
    select event_id
    from asked
    where exists (
        select 1
        from crosswalk as x
        where x.kind = 'session' and x.canonical_id = asked.session_id
            and (
                x.provider = 'balldontlie' and exists (
                    select 1
                    from balldontlie_session_results as r
                    where r.session_id = cast(x.provider_id as integer) and r.removed_at is null
                )
                or x.provider = 'sportradar' and exists (
                    select 1
                    from sportradar_stage_results as r
                    where r.stage_id = x.provider_id and r.position is not null and r.removed_at is null
                )
            )
    )
    order by date desc, session_id
    limit 1
),
checks as materialized (
    select c.*, a.date
    from latest as e
    cross join asked as a on a.event_id = e.event_id
    cross join crosswalk_checks as c on c.session_id = a.session_id
),
looked as materialized (
    -- Looked up for each check apart, for SQLite does not carry the sessions that were chosen into the view by itself.
    select
        c.*,
        (
            select count(*) || ' ' || min(what)
            from (
                select r.what from verdict_rows as r where r.session_id = c.session_id and r."check" = c."check" limit -1
            )
        ) as failed
    from checks as c
)
select
    season, event_id, event, session_id, session, type, "check",
    case when failed is not null then 'failed' when missing is null then 'ok' else 'not checked' end as verdict,
    coalesce(cast(failed as integer), 0) as failing,
    coalesce(substr(failed, instr(failed, ' ') + 1), missing) as detail
from looked
order by date, session_id, "check"
