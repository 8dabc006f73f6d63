-- Every season the provider lists.
select year as "season", year || '-01-01T00:00:00Z' as starts_at, year || '-12-31T00:00:00Z' as ends_at
from balldontlie_seasons
where removed_at is null
order by year;
