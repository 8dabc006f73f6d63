-- Every season the provider has listed.
select id as "stage_id", cast(substr(scheduled, 1, 4) as integer) as season, scheduled as starts_at, scheduled_end as ends_at, status
from sportradar_stages
where type = 'season' and removed_at is null
order by scheduled, id;
