-- The results of a season's races and sprints. `classified` (0, 1): has a position, and if it retired, nine tenths of the
-- winner's laps.
-- with: chosen=season_races session_results
select
    c.season, c.round, c.event_id, c.event, c.date, r.*,
    r.position is not null and (
        not coalesce(r.retired, 0)
        or coalesce(10 * r.laps_completed >= 9 * max(r.laps_completed) over (partition by r.session_id), 0)
    ) as classified
from chosen as c
join session_results as r on r.session_id = c.session_id
where c.type in ('race', 'sprint') and r.driver_id is not null
