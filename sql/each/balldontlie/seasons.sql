-- Every season the provider lists.
select
    year as "season",
    iif(year between 1000 and 9999, year || '-01-01T00:00:00Z', null) as starts_at,
    iif(year between 1000 and 9999, year || '-12-31T00:00:00Z', null) as ends_at
from balldontlie_seasons
where removed_at is null
order by year;
