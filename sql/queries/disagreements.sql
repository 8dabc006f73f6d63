-- Disagreements
-- Where two providers have the same thing and say different of it, with both values; the tolerances stand with the view.
-- Nothing here is decided: the views show the first provider's value.
-- :season integer The season (year); all when left out.
-- :kind text The kind of disagreement, such as results; all when left out.
select *
from disagreements as d
where (coalesce(:season, '') = '' or d.season = cast(:season as integer))
    and (coalesce(:kind, '') = '' or d.kind = :kind)
order by 1, 2, 3, 4
