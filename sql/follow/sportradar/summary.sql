-- What lies below every stage whose results were changed by the answer to request :number is to be asked again at :at;
-- and the weekends of a season whose standings are no longer the sum of their points, though no race was run for ten days
-- that may not be in both yet.
with recursive changed (id) as (
    select distinct json_extract(row, '$.stage_id')
    from mirror_history
    where request_id = :number and "table" = 'sportradar_stage_results'
),
below (id) as (
    select s.id
    from changed
    join sportradar_stages as parent on parent.id = changed.id and parent.type in ('event', 'race', 'sprint_race', 'qualifying')
    join sportradar_stages as s on s.parent_id = parent.id
    union
    select s.id from below join sportradar_stages as s on s.parent_id = below.id
),
astray (id) as (
    select distinct event.id
    from changed
    join sportradar_stages as season on season.id = changed.id and season.type = 'season'
    join sportradar_stages as event on event.parent_id = season.id
    where exists (
        select 1
        from sportradar_stage_results as standing
        where
            standing.stage_id = season.id and standing.competitor_id is not null
            and coalesce(standing.points, 0) <> (
                select coalesce(sum(r.points), 0)
                from sportradar_stages as e
                join sportradar_stage_results as r on r.stage_id = e.id and r.competitor_id = standing.competitor_id
                where e.parent_id = season.id
            )
    )
    and not exists (
        select 1
        from sportradar_stages as e
        join sportradar_stages as run on run.parent_id = e.id and run.type in ('race', 'sprint_race')
        where e.parent_id = season.id and run.scheduled <= :now and julianday(:now) - julianday(run.scheduled) < 10
    )
)
update mirror_checkpoints
set next_due = :at
where
    provider = 'sportradar' and endpoint = 'summary' and state = 'complete' and (next_due is null or next_due > :at)
    and scope in (select 'stage_id=' || id from below union select 'stage_id=' || id from astray);
