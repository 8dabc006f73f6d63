"""What follows in the file when Sportradar deletes a stage, takes that back, or merges two competitors.

Seasons' Deleted Stages and Competitor Merge Mappings are the provider's own word that something is gone, so the rows get
`removed_at`. A deleted stage takes its subtree with it. It comes back, with its subtree, when a feed shows it again and
the latest list of deleted stages does not.
"""

from typing import Any

from mirror.shaping.shape import compact

Statement = tuple[str, list[tuple[Any, ...]]]

_AT = "(select at from mirror_now)"
_LISTED = "select id from sportradar_deleted_stages where removed_at is null"
_UNDER = {
    "sportradar_stages": "id",
    "sportradar_stage_results": "stage_id",
    "sportradar_probabilities": "stage_id",
}

_TAKE_DOWN = f"""
with recursive gone (id) as (
    select ?
    union
    select below.id from sportradar_stages as below join gone on below.parent_id = gone.id
)
update {{table}} set removed_at = {_AT} where removed_at is null and {{column}} in gone
"""

# Nearly always there is nothing to bring back, and the tree, which may have a whole sport below it, is not walked.
_BRING_BACK = f"""
with recursive back (id) as (
    select id from sportradar_stages
    where id in (select value from json_each(?)) and removed_at is null
    and exists (select 1 from sportradar_deleted_stages)
    union
    select below.id from sportradar_stages as below join back on below.parent_id = back.id
    where below.id not in ({_LISTED})
)
update {{table}} set removed_at = null
where removed_at is not null and {{column}} not in ({_LISTED}) and +{{column}} in back
"""

_NO_LONGER_LISTED = f"""
update sportradar_deleted_stages set removed_at = {_AT}
where season_id = ? and removed_at is null and id not in (select value from json_each(?))
"""

_MERGED = f"""
update sportradar_competitors set removed_at = {_AT} where id = ? and id is not ? and removed_at is null
"""


def deleted(stage_ids: list[str]) -> list[Statement]:
    """The statements that take the stages of these ids out, each with everything below it."""
    return [
        (_TAKE_DOWN.format(table=table, column=column), [(stage,) for stage in stage_ids])
        for table, column in _UNDER.items()
    ]


def no_longer_listed(season_id: str, listed: str) -> list[Statement]:
    """The statement for stages of a season whose deletion is not in the latest list (JSON of ids) any more."""
    return [(_NO_LONGER_LISTED, [(season_id, listed)])]


def seen(stage_ids: list[str]) -> list[Statement]:
    """The statements that bring back what was below stages that a feed shows again."""
    shown = compact(stage_ids)
    return [(_BRING_BACK.format(table=table, column=column), [(shown,)]) for table, column in _UNDER.items()]


def merged(pairs: list[tuple[str, str]]) -> list[Statement]:
    """The statement for competitors (merged, retained) of which the first is gone; its row stays and still resolves."""
    return [(_MERGED, list(pairs))]
