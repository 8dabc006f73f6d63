-- Names that teams had before, oldest first.
select t.id, json_extract(h.row, '$.name') as former
from mirror_history as h join sportradar_teams as t on t.id = h.row_id
where h."table" = 'sportradar_teams' and former is not null and former is not t.name order by h.id
