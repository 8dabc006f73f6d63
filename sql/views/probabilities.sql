-- Probabilities
-- The chances that Sportradar gives to the outcomes of a season, an event or a race; a market adds up to about 100. The
-- prices of bookmakers (`balldontlie_futures`) are no probabilities and are left out.
-- event_id: The event; NULL for a market of the season.
-- session_id: The race; NULL for a market of the season or the event.
-- market: The market in words.
-- kind: `driver` or `team`.
-- name: The outcome as the provider names it.
-- probability_percent: Per cent, two decimals.
select
    cast(y.canonical_id as integer) as season, null as event_id, null as session_id,
    coalesce(p.market_description, p.market_name) as market, iif(p.competitor_id is null, 'team', 'driver') as kind,
    d.driver_id, d.driver, t.team_id, t.team, p.outcome_name as name, p.probability as probability_percent,
    'sportradar' as provider
from crosswalk as y
cross join sportradar_probabilities as p on p.stage_id = y.provider_id
left join crosswalk_sportradar_drivers as d on d.id = p.competitor_id
left join crosswalk_sportradar_teams as t on t.id = p.team_id
where y.kind = 'season' and y.provider = 'sportradar' and p.removed_at is null
union all
select
    cast(y.canonical_id as integer), e.canonical_id, null,
    coalesce(p.market_description, p.market_name), iif(p.competitor_id is null, 'team', 'driver'),
    d.driver_id, d.driver, t.team_id, t.team, p.outcome_name, p.probability, 'sportradar'
from crosswalk as e
cross join sportradar_stages as ev on ev.id = e.provider_id
join crosswalk as y on y.kind = 'season' and y.provider = 'sportradar' and y.provider_id = ev.parent_id
cross join sportradar_probabilities as p on p.stage_id = ev.id
left join crosswalk_sportradar_drivers as d on d.id = p.competitor_id
left join crosswalk_sportradar_teams as t on t.id = p.team_id
where e.kind = 'event' and e.provider = 'sportradar' and p.removed_at is null
union all
select
    s.season, s.event_id, s.session_id,
    coalesce(p.market_description, p.market_name), iif(p.competitor_id is null, 'team', 'driver'),
    d.driver_id, d.driver, t.team_id, t.team, p.outcome_name, p.probability, 'sportradar'
from crosswalk_sportradar_sessions as s
cross join sportradar_probabilities as p on p.stage_id = s.id
left join crosswalk_sportradar_drivers as d on d.id = p.competitor_id
left join crosswalk_sportradar_teams as t on t.id = p.team_id
where p.removed_at is null
