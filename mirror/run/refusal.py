"""An answer without rows, or none at all: whether it is worth another try, and what is said of its scopes."""

import random
from collections import deque
from dataclasses import replace

from mirror.catalogue import Endpoint, Scope
from mirror.errors import NoAnswer
from mirror.freshness import DAY
from mirror.instants import stamp
from mirror.run.lane import Answer, Lane
from mirror.run.verdict import Kind, backoff, judge
from mirror.walk import checkpoints
from mirror.walk.walk import Task

MOST_TRIES = 5  # of one request, before its scope is quarantined
MOST_THROTTLED = 20  # answers in a row that say "too fast", before the same
MOST_UNREACHED = 5  # failures to connect in a row, before the provider counts as down
MOST_REFUSED = 3  # scopes of an endpoint refused and none answered, before it counts as not entitled


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


def spent(lane: Lane, answer: Answer, why: str) -> None:
    """The provider takes no more for a long time: the lane ends, or waits where it is to wait."""
    lane.settle(answer, why)
    if lane.selection.wait:
        lane.queue.appendleft(replace(answer.sent.task, not_before=lane.pace.silent_until))
    else:
        lane.stop("stopped", why, lane.pace.silent_until)


def kept_for_later(lane: Lane, answer: Answer, why: str) -> None:
    """What an answer means cannot be told yet: it stays in the archive, and is looked at again without being asked for.

    The ledger goes on saying that it was not dealt with, so that a later run does when this one has no budget left.
    """
    sent, task = answer.sent, answer.sent.task
    if answer.response is None or task.tries + 1 >= MOST_TRIES:
        lane.fail(answer, why)
        return
    pause = backoff(task.tries, 0.0)
    lane.recovered[sent.request.target] = (sent.number, answer.response)
    lane.queue.appendleft(replace(task, tries=task.tries + 1, not_before=answer.now + pause))


def missing(lane: Lane, answer: Answer, why: str) -> None:
    """The provider does not have it (404); of several scopes that were asked together, one may be there all the same."""
    task = answer.sent.task
    if len(task.scopes) > 1:
        lane.each_alone(answer, why)
        return
    scope = task.scopes[0]
    if not scope.params and not lane.has_ever_answered():
        # A list of everything is always there: it is the address that is wrong.
        address = f"{lane.provider.name.upper()}_BASE_URL"
        lane.fail(answer, f"{why}: there is nothing at this address; look at {address}")
        return
    lane.settle(answer, why, checkpoints=[(scope, checkpoints.not_published(scope, why, answer.now))])
    lane.say(scope, "not_published", why)
    if scope.part_of is not None:
        lane.conclude(task.endpoint, scope, answer.now)


def unauthorized(lane: Lane, answer: Answer, why: str) -> None:
    """The key is refused, or one scope, endpoint or tier: all say the same, so endpoints that are free for all decide.

    They are asked unless the key has worked since the request left: it may have been withdrawn meanwhile.
    """
    task, now = answer.sent.task, answer.now
    endpoint = task.endpoint
    if lane.key_works and endpoint.tier <= (lane.tier or 0) and task.tries == 0:
        again(lane, answer, why)  # it contradicts what is known, and gateways do refuse in passing
        return
    if lane.state == "refused":
        lane.settle(answer, why)
        return
    works = True if lane.worked_at > answer.sent.at else _try_the_key(lane, endpoint, now)
    if works is None:
        again(lane, answer, why)
    elif not works:
        lane.settle(answer, why)
        lane.stop("refused", f"the key was refused ({why})")
    elif endpoint.tier == 0 and lane.provider.name != "sportradar":
        again(lane, answer, why)  # any valid key may ask this
    else:
        lane.settle(answer, why)
        lane.deny(endpoint, list(task.scopes), now, stamp(now + DAY))
        lane.refused[endpoint.name] += 1
        refused = 0 if endpoint.name in lane.answered else lane.refused[endpoint.name]
        if endpoint.tier or refused >= MOST_REFUSED:
            lane.closed.add(endpoint.name)
            rest = [other for other in lane.queue if other.endpoint is endpoint]
            lane.queue = deque(other for other in lane.queue if other.endpoint is not endpoint)
            lane.deny(endpoint, [scope for other in rest for scope in other.scopes], now, stamp(now + DAY))
        if task.scopes[0].part_of is not None:
            lane.conclude(endpoint, task.scopes[0], now)


def _try_the_key(lane: Lane, refused: Endpoint, now: float) -> bool | None:
    """Whether any endpoint that is free for all, but the refused one, takes the key; None when it is not told."""
    refuses = False
    for name, params in lane.provider.free:
        if name == refused.name:
            continue
        endpoint = lane.provider.by_name[name]
        request = lane.request_for(Task(endpoint, (Scope(name, params),)))
        told = lane.probe(lane, replace(request, params=params, endpoint="probe"))
        verdict = None if told is None else judge(lane.provider.name, told, now=now)
        if verdict is None or verdict.kind not in (Kind.GOOD, Kind.UNCHANGED, Kind.UNAUTHORIZED):
            return None
        refuses = True
        if verdict.kind is not Kind.UNAUTHORIZED:
            lane.key_works, lane.worked_at = True, now
            return True
    return False if refuses else None
