-- Teams that have a name.
select id, coalesce(display_name, name) as name, removed_at from balldontlie_teams
where coalesce(display_name, name) is not null
