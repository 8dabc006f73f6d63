-- The chosen sessions with the ids that BALLDONTLIE (`number`) and Sportradar (`stage_id`) have for them.
-- with: chosen
select
    c.session_id, c.type,
    (
        select max(cast(x.provider_id as integer))
        from crosswalk as x
        join balldontlie_sessions as b on b.id = cast(x.provider_id as integer) and b.removed_at is null
        where x.kind = 'session' and x.canonical_id = c.session_id and +x.provider = 'balldontlie'
    ) as number,
    (
        select max(x.provider_id)
        from crosswalk as x
        join sportradar_stages as s on s.id = x.provider_id and s.removed_at is null
        where x.kind = 'session' and x.canonical_id = c.session_id and +x.provider = 'sportradar'
    ) as stage_id
from chosen as c
