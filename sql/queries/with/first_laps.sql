-- Sportradar's times of lap 1, where its lap stages were mirrored: BALLDONTLIE has none.
-- with: ids
select d.canonical_id as driver_id, min(r.time_ms) as lap_time_ms
from ids as i
cross join sportradar_stages as s on s.parent_id = i.stage_id
cross join sportradar_stage_results as r on r.stage_id = s.id
join crosswalk as d on d.kind = 'driver' and d.provider = 'sportradar' and d.provider_id = r.competitor_id
where s.type = 'lap' and s.removed_at is null
    and cast(substr(s.description, instr(s.description, ' ') + 1) as integer) = 1 and r.time_ms is not null
    and r.removed_at is null
group by d.canonical_id
