-- Team, season and place of every standing of teams.
select r.team_id, null as year, s.description as season, s.scheduled as season_began, r.position
from sportradar_stages as s join sportradar_stage_results as r on r.stage_id = s.id
where s.type = 'season' and r.competitor_id is null and r.position is not null and r.removed_at is null
