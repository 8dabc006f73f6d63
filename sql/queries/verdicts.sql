-- Verdicts of the referee
-- Which checks a session passes: laps without a hole, every position once, stints that tile the laps, sectors that add up,
-- stops against stints, providers against each other. `failing` counts the rows that fail, which the view `verdict_rows`
-- lists; `not checked` says in `detail` what is missing. The checks read everything a session has, so one session is asked
-- by its id; without one, the sessions that fit are listed to choose from, of the latest event unless one is named.
-- :season integer The season (year); any when left out.
-- :event text The event: its id or a part of it, a provider's id, or a part of its name; the latest when left out.
-- :session text The id of a session, such as 2024-abu-dhabi-race.
-- with: asked
select
    season, event_id, event, session_id, session, type, "check", verdict, failing, detail
from verdicts
where session_id = :session
union all
select season, event_id, event, session_id, session, type, null, null, null, 'session=' || session_id
from asked
where coalesce(:session, '') = '' and event_id = (select event_id from asked order by exact desc, date desc limit 1)
