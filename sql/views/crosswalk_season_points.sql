-- Whether every race and sprint of a season has points
-- Only Sportradar gives points per session; standings can be checked against them when none are missing.
-- missing: What is missing, in words; NULL when the standings can be checked.
select
    season,
    case
        when raced = 0 then 'no race or sprint of this season has a result here'
        when scored = 0 then 'no provider here gives points per race'
        when scored < raced then 'points of ' || (raced - scored) || ' of ' || raced || ' races and sprints are missing'
        when counted > races then 'the standings count ' || counted || ' races, ' || races || ' are here'
    end as missing
from (
    select
        y.season,
        (
            select count(*) from crosswalk as s
            where s.kind = 'session' and s.canonical_id > y.season || '-' and s.canonical_id < y.season || '.'
                and (s.canonical_id like '%-race' or s.canonical_id like '%-sprint')
                and s.provider_id = (
                    select min(o.provider_id) from crosswalk as o
                    where o.kind = 'session' and o.canonical_id = s.canonical_id
                )
                and (
                    exists (
                        select 1
                        from crosswalk_balldontlie_sessions as b
                        cross join balldontlie_session_results as r on r.session_id = b.id
                        where b.session_id = s.canonical_id and r.removed_at is null
                    )
                    or exists (
                        select 1
                        from crosswalk_sportradar_sessions as b
                        cross join sportradar_stage_results as r on r.stage_id = b.id
                        where b.session_id = s.canonical_id and r.position is not null and r.removed_at is null
                    )
                )
        ) as raced,
        (
            select count(distinct s.session_id) from crosswalk_sportradar_sessions as s
            where s.season = y.season and s.type in ('race', 'sprint')
                and exists (
                    select 1 from sportradar_stage_results as r
                    where r.stage_id = s.id and r.points is not null and r.removed_at is null
                )
        ) as scored,
        (
            select count(distinct s.session_id) from crosswalk_sportradar_sessions as s
            where s.season = y.season and s.type = 'race'
                and exists (
                    select 1 from sportradar_stage_results as r
                    where r.stage_id = s.id and r.points is not null and r.removed_at is null
                )
        ) as races,
        (
            select max(r.races)
            from crosswalk as x cross join sportradar_stage_results as r on r.stage_id = x.provider_id
            where x.kind = 'season' and x.canonical_id = cast(y.season as text) and +x.provider = 'sportradar'
                and r.competitor_id is not null and r.removed_at is null
        ) as counted
    from seasons as y
)
