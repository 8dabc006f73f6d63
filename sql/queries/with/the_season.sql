-- The season that was asked for, or the latest in which any session has results: canonical ids begin with the year.
select coalesce(
    cast(nullif(:season, '') as integer),
    (
        select cast(x.canonical_id as integer)
        from crosswalk as x
        where x.kind = 'session'
            and case x.provider
                when 'balldontlie' then exists (
                    select 1
                    from balldontlie_session_results as r
                    where r.session_id = cast(x.provider_id as integer) and r.removed_at is null
                )
                when 'sportradar' then exists (
                    select 1
                    from sportradar_stage_results as r
                    where r.stage_id = x.provider_id and r.position is not null and r.removed_at is null
                )
            end
        order by x.canonical_id desc
        limit 1
    )
) as season
