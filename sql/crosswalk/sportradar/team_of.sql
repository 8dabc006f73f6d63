-- Session, driver and team of every result that names one.
select r.stage_id, r.competitor_id, r.team_id
from sportradar_stages as e cross join sportradar_stages as s on s.parent_id = e.id
cross join sportradar_stage_results as r on r.stage_id = s.id
where e.type = 'event' and r.competitor_id is not null and r.team_id is not null and r.removed_at is null
    and s.type not in ('event', 'lap', 'qualifying_part')
