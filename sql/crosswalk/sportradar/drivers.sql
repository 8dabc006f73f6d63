-- Drivers that have a name and were not merged into another, with the date of birth.
select c.id, null as first_name, null as last_name, c.name, c.country_code, c.nationality as country,
    p.dateofbirth as born, c.abbreviation as code, c.removed_at
from sportradar_competitors as c left join sportradar_competitor_profiles as p on p.competitor_id = c.id
where c.name is not null and c.id not in (select merged_id from sportradar_merge_mappings where retained_id is not null)
