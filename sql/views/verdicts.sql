-- The referee's verdicts
-- One row per session and check that applies to it, and one per season for its standings: `ok`, `failed`, or
-- `not checked` with the reason. `verdict_rows` has the rows that fail, and says what each check looks at.
-- event_id: The event; NULL for the standings of a season.
-- session_id: The session; NULL for the standings of a season.
-- check: The check.
-- verdict: `ok`, `failed` or `not checked`.
-- failing: How many rows fail.
-- detail: One of the failures, or why it was not checked; NULL when it is ok.
select
    season, event_id, event, session_id, session, type, "check",
    case when failing > 0 then 'failed' when missing is null then 'ok' else 'not checked' end as verdict,
    failing,
    iif(failing > 0, failure, missing) as detail
from (
    select
        season, event_id, session_id, "check",
        max(event) over w as event, max(session) over w as session, max(type) over w as type,
        sum(fails) over w as failing, min(what) over w as failure, max(missing) over w as missing,
        row_number() over w as n
    from (
        select season, event_id, event, session_id, session, type, "check", 0 as fails, null as what, missing
        from crosswalk_checks
        union all
        select
            season, null, null, null, null, null, 'standings_add_up', 0, null,
            coalesce(missing, iif(
                exists (select 1 from standings as o where o.season = c.season and o.kind = 'driver'),
                null, 'no standings of this season are here'
            ))
        from crosswalk_season_points as c
        union all
        select season, event_id, null, session_id, null, null, "check", 1, what, null
        from verdict_rows
    )
    window w as (partition by season, event_id, session_id, "check")
)
where n = 1
