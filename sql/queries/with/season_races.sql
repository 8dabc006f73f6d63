-- The races and sprints of the season.
-- with: season_sessions
select * from season_sessions where type in ('race', 'sprint')
