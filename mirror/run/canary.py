"""Rows that do not say what they are about, only the question does: whether the question was heeded.

BALLDONTLIE's odds carry no event. A filter that is not heeded brings those of every event, and they would all come to
stand under the one that was asked for. So something is asked for that is not there: whoever has rows for it, filters
nothing.
"""

from dataclasses import replace

from mirror.catalogue import NotAnAnswer, Scope
from mirror.run.lane import Answer, Lane
from mirror.run.verdict import Kind, judge
from mirror.walk.due import has_had_rows
from mirror.walk.walk import Task

_NOWHERE = "0"  # an id that nothing has


def heeded(lane: Lane, answer: Answer) -> bool | None:
    """Whether the rows of an answer are about what was asked for; None when that cannot be found out now.

    It is believed where answers for several scopes have been told apart before, unless rows of another scope are among
    these: then, and in a mirror that has none yet, it is found out, once a run.
    """
    endpoint, response = answer.sent.task.endpoint, answer.response
    assert response is not None  # noqa: S101 - an answer with rows has a body
    if endpoint.unsaid is None:
        return True
    if endpoint.name not in lane.heeded and _doubtful(lane, answer):
        request = lane.request_for(Task(endpoint, (Scope(endpoint.name, ((endpoint.ask[0], _NOWHERE),)),)))
        told = lane.probe(lane, replace(request, endpoint="probe"))
        verdict = None if told is None else judge(lane.provider.name, told, now=answer.now)
        if told is None or verdict is None:
            return None
        if verdict.kind not in (Kind.GOOD, Kind.MISSING, Kind.REFUSED):
            return None
        lane.heeded[endpoint.name] = verdict.kind is not Kind.GOOD or not _count(answer, told.body)
    return lane.heeded.get(endpoint.name, True)


def _doubtful(lane: Lane, answer: Answer) -> bool:
    """Whether an answer has rows that may be another scope's."""
    task, connection = answer.sent.task, lane.store.connection
    endpoint, scope = task.endpoint, task.scopes[0]
    try:
        page = endpoint.shape(endpoint, answer.response.body if answer.response else b"", task.scopes)
    except NotAnAnswer:
        return False  # nothing comes of it anyway
    if not page.ids:
        return False
    if not has_had_rows(connection, lane.provider.name, endpoint.name):
        return True
    marks = ", ".join("?" * len(page.ids))
    other = f"select 1 from {endpoint.table} where id in ({marks}) and {endpoint.unsaid} <> cast(? as integer) limit 1"
    return connection.execute(other, (*page.ids, scope.params[0][1])).fetchone() is not None


def _count(answer: Answer, body: bytes) -> int:
    endpoint = answer.sent.task.endpoint
    try:
        return endpoint.shape(endpoint, body, answer.sent.task.scopes).count
    except NotAnAnswer:
        return 0
