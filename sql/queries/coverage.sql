-- Coverage
-- What was asked of each provider and how it went: scopes (an endpoint with its parameters) by state for each endpoint and
-- season, the rows they brought, and when one was last complete or is next due (UTC). `partial` stopped on the way,
-- `not_entitled` needs a higher tier, `not_published` the provider does not have (404), `quarantined` failed and is tried
-- again. A scope that was never asked is not counted; an endpoint without a line was never asked at all.
-- :season integer The season (year); all, and what belongs to none, when left out.
-- :provider text balldontlie, sportradar or altsportsdata; all when left out.
-- :endpoint text The endpoint, as the provider names it; all when left out.
select
    provider, endpoint, season, count(*) as scopes, sum(state = 'complete') as complete, sum(state = 'partial') as partial,
    sum(state = 'not_entitled') as not_entitled, sum(state = 'not_published') as not_published,
    sum(state = 'quarantined') as quarantined, sum("rows") as "rows", max(completed_at) as last_success,
    min(next_due) as next_due
from mirror_checkpoints
where part_of is null and (coalesce(:season, '') = '' or season = cast(:season as integer))
    and (coalesce(:provider, '') = '' or provider = lower(:provider))
    and (coalesce(:endpoint, '') = '' or endpoint = lower(:endpoint))
group by provider, endpoint, season
order by provider, endpoint, season
