-- Sportradar's qualifying parts, numbered, with the best lap of each driver
-- Parts are numbered in the order of their descriptions: their ids and times say nothing of the order.
-- session: Sportradar's stage id of the qualifying.
-- driver: Sportradar's competitor id.
-- part: 1, 2 or 3.
-- best_ms: The best lap in the part; a gap is put on the best lap of the part.
select
    p.parent_id as session,
    r.competitor_id as driver,
    (
        select count(*) from sportradar_stages as o
        where o.parent_id = p.parent_id and o.type = 'qualifying_part' and o.removed_at is null
            and o.description <= p.description
    ) as part,
    coalesce(
        r.fastest_lap_time_ms,
        r.fastest_lap_gap_ms + (
            select min(o.fastest_lap_time_ms) from sportradar_stage_results as o
            where o.stage_id = p.id and o.competitor_id is not null and o.removed_at is null
        )
    ) as best_ms
from sportradar_stages as p
cross join sportradar_stage_results as r on r.stage_id = p.id
where p.type = 'qualifying_part' and p.removed_at is null and r.competitor_id is not null and r.removed_at is null
