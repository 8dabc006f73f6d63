-- The laps of the leader, both included, on which the race was slowed or stopped, from the message of race control that
-- begins it to the first that ends it; `to_lap` is NULL when none does. A virtual safety car that is ending may be cleared
-- on the lap after. The lap of each message counts whole.
-- with: chosen
with said as (
    select
        row_number() over (order by m.date, m.message_id) as number, m.lap_number,
        case
            when m.flag = 'RED' then 'red flag'
            when upper(m.message) like '%VSC DEPLOYED%' or upper(m.message) like '%VIRTUAL SAFETY CAR DEPLOYED%'
                then 'virtual safety car'
            when upper(m.message) like '%SAFETY CAR DEPLOYED%' then 'safety car'
        end as begins,
        case
            when upper(m.message) like '%IN THIS LAP%' then 'in'
            when upper(m.message) like '%VSC ENDING%' or upper(m.message) like '%VIRTUAL SAFETY CAR ENDING%' then 'ending'
            when m.flag in ('CLEAR', 'GREEN') and coalesce(m.scope, 'Track') = 'Track' then 'clear'
        end as ends
    from chosen as c
    cross join race_control as m on m.session_id = c.session_id
    where c.type in ('race', 'sprint') and m.lap_number is not null
        and (m.flag in ('RED', 'CLEAR', 'GREEN') or upper(m.message) like '%SAFETY CAR%' or upper(m.message) like '%VSC%')
),
ahead as (
    -- The first ending and the first clear track after each message, packed as number, lap and whether it is `ending`.
    select
        *,
        min(iif(ends is not null, 100000 * number + 10 * lap_number + (ends = 'ending'), null)) over later as ending,
        min(iif(ends = 'clear', 100000 * number + 10 * lap_number, null)) over later as clear
    from said
    window later as (order by number rows between 1 following and unbounded following)
)
select
    begins as kind, lap_number as from_lap,
    iif(
        ending % 10 = 1 and clear % 100000 / 10 <= ending % 100000 / 10 + 1,
        max(lap_number, ending % 100000 / 10, clear % 100000 / 10),
        max(lap_number, ending % 100000 / 10)
    ) as to_lap
from ahead
where begins is not null
