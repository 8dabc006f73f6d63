-- Seasons that are more than a year.
select cast(year as text) as id, display_name as name, year, null as began, removed_at from balldontlie_seasons
where display_name is not null
