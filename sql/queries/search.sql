-- Search
-- Drivers, teams, circuits, events, sessions and race control messages with all the given words, the last of them also as
-- the beginning of one; capitals and accents do not matter. Things come first, then messages, the best first: 20 of each
-- kind of thing, 50 messages. Without words nothing is found.
-- :q text What to look for.
with asked as materialized (
    -- What stands after a NUL is left out: it would end the words before their last quote.
    select '"' || replace(trim(replace(substr(q, 1, instr(q || char(0), char(0)) - 1), '"', ' ')), ' ', '" "') || '"*' as words
    from (select coalesce(:q, '') as q)
),
named as materialized (
    select n.rowid as number, bm25(search_names) as rank
    from search_names as n
    where search_names match (select words from asked)
),
persons as materialized (
    select d.rowid as number, bm25(search_drivers) as rank
    from search_drivers as d
    where search_drivers match (select words from asked)
),
weekends as materialized (
    select e.rowid as number, bm25(search_events) as rank
    from search_events as e
    where search_events match (select words from asked)
),
messages as materialized (
    select m.rowid as number, bm25(search_messages) as rank
    from search_messages as m
    where search_messages match (select words from asked)
    order by rank, m.rowid
    limit 50
),
things as materialized (
    select kind, canonical_id, row_number() over (partition by kind order by min(rank), canonical_id desc) as place
    from (
        select c.kind, c.canonical_id, n.rank
        from named as n
        cross join crosswalk as c on c.rowid = n.number
        where c.kind <> 'season'
        union all
        select c.kind, c.canonical_id, p.rank
        from persons as p
        cross join crosswalk as c
            on c.kind = 'driver' and c.provider = 'balldontlie' and c.provider_id = cast(p.number as text)
        union all
        select c.kind, c.canonical_id, w.rank
        from weekends as w
        cross join crosswalk as c
            on c.kind = 'event' and c.provider = 'balldontlie' and c.provider_id = cast(w.number as text)
    )
    group by kind, canonical_id
),
titles as materialized (
    select 'driver' as kind, driver_id as id, name as title, country as detail, null as event_id, null as date from drivers
    union all
    select 'team', team_id, name, null, null, null from teams
    union all
    select 'circuit', circuit_id, name, country, null, null from circuits
    union all
    select 'event', event_id, name || ' ' || season, circuit, event_id, start_date from events
    union all
    select 'session', session_id, event || ' ' || season || ': ' || name, type, event_id, date from sessions
)
select kind, title, detail, driver_id, event_id, session_id, lap_number, date
from (
    select
        t.kind, n.title, n.detail, iif(t.kind = 'driver', t.canonical_id, null) as driver_id, n.event_id,
        iif(t.kind = 'session', t.canonical_id, null) as session_id, null as lap_number, n.date,
        instr('driver team circuit event session', t.kind) as shelf, t.place
    from things as t
    join titles as n on n.kind = t.kind and n.id = t.canonical_id
    where t.place <= 20
    union all
    select
        'message', m.message, s.event || ' ' || s.season || ': ' || s.session, null, s.event_id, s.session_id, m.lap,
        m.utc_time, 99, row_number() over (order by f.rank, f.number)
    from messages as f
    cross join balldontlie_race_control_messages as m on m.id = f.number
    cross join crosswalk_balldontlie_sessions as s on s.id = m.session_id
    where m.removed_at is null
)
order by shelf, place
