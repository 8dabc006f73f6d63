"""An answer without rows, or none at all: whether it is worth another try, and what is said of its scopes."""

import random
from collections import deque
from dataclasses import replace

from mirror.catalogue import Scope
from mirror.errors import NoAnswer
from mirror.freshness import DAY
from mirror.instants import stamp
from mirror.run.lane import Answer, Lane
from mirror.run.verdict import Kind, backoff
from mirror.walk import checkpoints
from mirror.walk.walk import Task

MOST_TRIES = 5  # of one request, before its scope is quarantined
MOST_THROTTLED = 20  # answers in a row that say "too fast", before the same
MOST_UNREACHED = 5  # failures to connect in a row, before the provider counts as down
MOST_REFUSED = 3  # scopes of one endpoint refused in a row, before the endpoint counts as not entitled


def unanswered(lane: Lane, answer: Answer, trouble: NoAnswer) -> None:
    """No answer came. A provider that cannot be reached several times in a row is down."""
    lane.unreached = 0 if trouble.reached else lane.unreached + 1
    if lane.unreached >= MOST_UNREACHED:
        lane.settle(answer, str(trouble))
        lane.stop("down", str(trouble))
    else:
        again(lane, answer, str(trouble), most=MOST_TRIES if trouble.reached else MOST_UNREACHED + 1)


def again(lane: Lane, answer: Answer, why: str, *, wait: float | None = None, most: int = MOST_TRIES) -> None:
    """What may pass is tried again: after `wait` seconds where the provider says so, else ever later."""
    task = answer.sent.task
    tries = task.tries + 1
    if tries >= most:
        lane.fail(answer, why)
        return
    chance = random.random()  # noqa: S311 - it spreads retries and guards nothing
    pause = backoff(tries - 1, chance) if wait is None else wait + chance * 0.25
    lane.settle(answer, why)
    lane.queue.appendleft(replace(task, tries=tries, not_before=answer.now + pause))
    lane.report(
        {
            "event": "retry", "provider": lane.provider.name, "endpoint": task.endpoint.name,
            "scope": task.scopes[0].text, "why": why, "wait": round(pause, 2),
        }
    )  # fmt: skip


def missing(lane: Lane, answer: Answer, why: str) -> None:
    """The provider does not have it (404); of several scopes that were asked together, one may be there all the same."""
    task = answer.sent.task
    if len(task.scopes) > 1:
        lane.settle(answer, why)
        lane.queue.extendleft(Task(task.endpoint, (scope,)) for scope in reversed(task.scopes))
        return
    scope = task.scopes[0]
    lane.settle(answer, why, checkpoints=[(scope, checkpoints.not_published(scope, why, answer.now))])
    lane.say(scope, "not_published", why)
    if scope.part_of is not None:
        lane.conclude(task.endpoint, scope, answer.now)


def unauthorized(lane: Lane, answer: Answer, why: str) -> None:
    """The key is refused, or its tier is too low: both say the same, so an endpoint that is free for all decides."""
    task, now = answer.sent.task, answer.now
    endpoint = task.endpoint
    if lane.key_works and endpoint.tier <= (lane.tier or 0) and task.tries == 0:
        again(lane, answer, why)  # it contradicts what is known, and gateways do refuse in passing
        return
    if not lane.key_works and _try_the_key(lane) is None:
        again(lane, answer, why)
    elif not lane.key_works:
        lane.settle(answer, why)
        lane.stop("refused", f"the key was refused ({why})")
    elif endpoint.tier == 0 and lane.provider.name != "sportradar":
        again(lane, answer, why)  # any valid key may ask this
    else:
        lane.settle(answer, why)
        lane.deny(endpoint, list(task.scopes), now, stamp(now + DAY))
        lane.refused[endpoint.name] += 1
        if endpoint.tier or lane.refused[endpoint.name] >= MOST_REFUSED:
            lane.closed.add(endpoint.name)
            rest = [other for other in lane.queue if other.endpoint is endpoint]
            lane.queue = deque(other for other in lane.queue if other.endpoint is not endpoint)
            lane.deny(endpoint, [scope for other in rest for scope in other.scopes], now, stamp(now + DAY))
        if task.scopes[0].part_of is not None:
            lane.conclude(endpoint, task.scopes[0], now)


def _try_the_key(lane: Lane) -> bool | None:
    """Whether the endpoint that is free for all takes the key; None when it does not say."""
    free = lane.provider.free
    if free is None:
        return False
    endpoint = lane.provider.by_name[free[0]]
    request = lane.request_for(Task(endpoint, (Scope(endpoint.name, free[1]),)))
    told = lane.probe(lane, replace(request, params=free[1], endpoint="probe"))
    if told is None or told.kind not in (Kind.GOOD, Kind.UNCHANGED, Kind.UNAUTHORIZED):
        return None
    lane.key_works = told.kind is not Kind.UNAUTHORIZED
    return lane.key_works
