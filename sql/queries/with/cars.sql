-- The cars of the order of the chosen race or sprint: place and lap of each one's first and last row. BALLDONTLIE's are
-- looked up by its index, which leads with session, driver and lap, one after the other, and no other row is read.
-- with: lap_stages
with recursive numbers (session_id, driver_id) as (
    select i.number, (select min(p.driver_id) from balldontlie_position_history as p where p.session_id = i.number)
    from ids as i
    where i.type in ('race', 'sprint')
    union all
    select
        n.session_id,
        (
            select min(p.driver_id)
            from balldontlie_position_history as p
            where p.session_id = n.session_id and p.driver_id > n.driver_id
        )
    from numbers as n
    where n.driver_id is not null
)
select
    n.driver_id as own_id, l.team_id as own_team_id, 'balldontlie' as provider, l.lap_number as last_lap,
    l.position as last_position,
    (
        select f.position
        from balldontlie_position_history as f
        where f.session_id = n.session_id and f.driver_id = n.driver_id and f.lap_number = 1 and f.removed_at is null
        order by f.id
        limit 1
    ) as first_position
from numbers as n
cross join balldontlie_position_history as l
    on l.id = (
        select o.id
        from balldontlie_position_history as o
        where o.session_id = n.session_id and o.driver_id = n.driver_id and o.removed_at is null
        order by o.lap_number desc
        limit 1
    )
union all
select
    own_id, max(own_team_id), 'sportradar', max(lap_number), last_position,
    max(iif(lap_number = 1, position, null))
from (
    select *, first_value(position) over (partition by own_id order by lap_number desc) as last_position from lap_stages
)
group by own_id
