-- Team, season and place of every standing.
select team_id, season as year, null as season, null as season_began, position from balldontlie_team_standings
where position is not null and removed_at is null
