-- Teams that athletes are said to drive for.
select team_id as id, max(team_name) as name, null as removed_at from altsportsdata_athletes
where team_id is not null and team_name is not null group by team_id
