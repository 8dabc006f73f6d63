"""Rows that do not say what they are about, only the question does: whether the question was heeded.

BALLDONTLIE's odds carry no event. A filter that is not heeded brings those of every event, and they would all come to
stand under the one that was asked for. So something is asked for that is not there: whoever has rows for it, filters
nothing.
"""

from dataclasses import replace

from mirror.catalogue import NotAnAnswer, Page, Scope
from mirror.run.lane import Answer, Lane
from mirror.run.verdict import Kind, judge
from mirror.walk.due import has_had_rows
from mirror.walk.walk import Task

_NOWHERE = "0"  # an id that nothing has


def heeded(lane: Lane, answer: Answer, page: Page) -> bool | None:
    """Whether the rows of an answer are about what was asked for; None when that cannot be found out now.

    It is believed where answers for several scopes have been told apart before, unless rows of another scope are among
    these: then, and in a mirror that has none yet, it is found out, once a run.
    """
    endpoint = answer.sent.task.endpoint
    if endpoint.unsaid is None:
        return True
    if endpoint.name not in lane.heeded and _doubtful(lane, answer.sent.task, page, endpoint.unsaid):
        request = lane.request_for(Task(endpoint, (Scope(endpoint.name, ((endpoint.ask[0], _NOWHERE),)),)))
        told = lane.probe(lane, replace(request, endpoint="probe"))
        if told is None:
            return None
        kind = judge(lane.provider.name, told, now=answer.now).kind
        if kind not in (Kind.GOOD, Kind.MISSING, Kind.REFUSED):
            return None
        lane.heeded[endpoint.name] = kind is not Kind.GOOD or not _count(answer, told.body)
    return lane.heeded.get(endpoint.name, True)


def _doubtful(lane: Lane, task: Task, page: Page, column: str) -> bool:
    """Whether a page has rows that may be another scope's; `column` says whose the rows in the mirror are."""
    connection, endpoint = lane.store.connection, task.endpoint
    if not page.ids:
        return False
    if not has_had_rows(connection, lane.provider.name, endpoint.name):
        return True
    marks = ", ".join("?" * len(page.ids))
    other = f"select 1 from {endpoint.table} where id in ({marks}) and {column} <> cast(? as integer) limit 1"
    return connection.execute(other, (*page.ids, task.scopes[0].params[0][1])).fetchone() is not None


def _count(answer: Answer, body: bytes) -> int:
    endpoint = answer.sent.task.endpoint
    try:
        return endpoint.shape(endpoint, body, answer.sent.task.scopes).count
    except NotAnAnswer:
        return 0
