-- Every team that stands in the results of a season.
select distinct r.team_id as "team_id", cast(substr(s.scheduled, 1, 4) as integer) as season, s.scheduled as starts_at, s.scheduled_end as ends_at
from sportradar_stages as s
join sportradar_stage_results as r on r.stage_id = s.id
where s.type = 'season' and r.team_id is not null and r.removed_at is null
order by season, r.team_id;
