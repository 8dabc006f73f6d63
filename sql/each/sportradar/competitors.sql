-- Every driver who stands in the results of a season.
select distinct r.competitor_id as "competitor_id", cast(substr(s.scheduled, 1, 4) as integer) as season, s.scheduled as starts_at, s.scheduled_end as ends_at
from sportradar_stages as s
join sportradar_stage_results as r on r.stage_id = s.id
where s.type = 'season' and r.competitor_id is not null and r.removed_at is null
order by season, r.competitor_id;
