"""An answer with rows: what it does to the walk of its scopes."""

from dataclasses import replace

from mirror.catalogue import NotAnAnswer, Page
from mirror.freshness import after_change, max_age
from mirror.instants import stamp
from mirror.run.canary import heeded
from mirror.run.lane import Answer, Lane
from mirror.run.refusal import again, kept_for_later
from mirror.walk import checkpoints, walk
from mirror.walk.walk import Step, Task, next_split

_UNSURE = "it could not be found out whether the filter was honoured"
_UNHEEDED = "the filter was not honoured, and the rows do not say what they are about"


def harvest(lane: Lane, answer: Answer) -> None:
    """Cuts the answer into rows, commits them with the checkpoints of its scopes, and queues what follows."""
    task, response = answer.sent.task, answer.response
    assert response is not None  # noqa: S101 - an answer with rows has a body
    try:
        page = task.endpoint.shape(task.endpoint, response.body, task.scopes)
    except NotAnAnswer as trouble:
        again(lane, answer, str(trouble))
        return
    right = heeded(lane, answer, page)
    if not right:
        kept_for_later(lane, answer, _UNSURE) if right is None else lane.fail(answer, _UNHEEDED)
        return
    lane.rows += page.count
    task.began = task.began or answer.sent.number
    step, why = walk.step(task, page)
    if task.confirms:
        _look_again(lane, answer, page, step)
    elif step is Step.NEXT and not page.short and _better_apart(lane, task):
        _in_parts(lane, answer, page, "more than one page")
    elif step is Step.NEXT:
        _go_on(lane, answer, page)
    elif step is Step.DONE:
        _complete(lane, answer, page)
    elif step is Step.PROVE:
        _prove(lane, answer, page)
    elif step is Step.APART:
        lane.each_alone(answer, why, page=page, alone=True)
    elif step is Step.BROKEN:
        broken(lane, answer, why, page)
    else:
        lane.fail(answer, why, page=page)


def unchanged(lane: Lane, answer: Answer) -> None:
    """The provider says that its last answer still stands (304)."""
    task, lives = answer.sent.task, max_age(answer.headers)
    done = [
        (scope, checkpoints.unchanged(task, scope, answer.now, lane.ladder, lives)) for scope in task.scopes
    ]
    lane.settle(answer, "unchanged", page=Page(), checkpoints=done)
    for scope in task.scopes:
        lane.say(scope, "complete")


def broken(lane: Lane, answer: Answer, why: str, page: Page) -> None:
    """The cursor leads nowhere: the walk starts again, and when that does not help either it is asked in parts."""
    task = answer.sent.task
    if len(task.scopes) > 1:
        lane.each_alone(answer, why, page=page)
    elif task.pages and not task.restarts and task.endpoint.name not in lane.parts.lossy:
        lane.settle(answer, why, page=page, checkpoints=[(task.scopes[0], checkpoints.restarted(answer.now))])
        lane.queue.appendleft(Task(task.endpoint, task.scopes, restarts=1))
    else:
        _in_parts(lane, answer, page, why)


def _better_apart(lane: Lane, task: Task) -> bool:
    """Whether a scope that does not fit one page is better asked in parts at once."""
    endpoint, scope = task.endpoint, task.scopes[0]
    lossy = endpoint.name in lane.parts.lossy and scope.part_of is None
    by = next_split(endpoint, scope)
    # Drivers are all known, so their parts are the whole. Categories may have one more: there the walk goes on as well.
    known = by is not None and by in walk.FILTERED
    return known and (lossy or not walk.walks(endpoint, scope))


def _go_on(lane: Lane, answer: Answer, page: Page) -> None:
    task = walk.advanced(answer.sent.task, page)
    under_way = []
    if len(task.scopes) == 1:  # several have no cursor of their own
        under_way = [(task.scopes[0], checkpoints.under_way(task, answer.now))]
    lane.settle(answer, "rows", page=page, checkpoints=under_way)
    lane.queue.appendleft(task)


def _complete(lane: Lane, answer: Answer, page: Page) -> None:
    """The walk of the task's scopes is over and stands."""
    sent, now = answer.sent, answer.now
    task = walk.advanced(sent.task, page)
    if len(task.scopes) > 1 and sent.task.pages:  # the rows came with the page before
        rows = {scope: lane.parts.count(task.endpoint, scope) for scope in task.scopes}
    else:
        rows = checkpoints.rows_by_scope(task, page)
    unheard = lane.together.unheard(rows)
    task = replace(task, scopes=tuple(scope for scope in task.scopes if scope not in unheard))
    etag, lives = answer.headers.get("etag"), max_age(answer.headers)
    done = [
        (scope, checkpoints.complete(task, scope, now, lane.ladder, rows[scope], etag=etag, lives=lives))
        for scope in task.scopes
    ]
    done = [
        (scope, values if rows[scope] else lane.doubt_empty(scope, values, now)) for scope, values in done
    ]
    if lane.settle(answer, "rows", page=page, checkpoints=done):
        # Rows changed: what hangs on them is to be asked again, where the endpoint has such a rule.
        moments = {"number": sent.number, "at": after_change(now), "now": stamp(now)}
        lane.store.follow(lane.provider.name, task.endpoint.name, moments)
    lane.queue.extend(Task(task.endpoint, (scope,), again=task.again) for scope in unheard)
    _look_for_absent(lane, task, answer)
    for scope in task.scopes:
        lane.say(scope, "complete")
        if scope.part_of is not None:
            _gather(lane, task)
            if lane.conclude(task.endpoint, scope, now):
                walked = lane.walked.pop((task.endpoint.name, scope.part_of), None)
                if walked is not None:
                    _look_for_absent(lane, walked, answer)


def _look_for_absent(lane: Lane, task: Task, answer: Answer) -> None:
    """Looks after rows that a complete walk did not bring."""
    number, now = answer.sent.number, stamp(answer.now)
    looks = [lane.absence.look(task, scope, number, now) for scope in task.scopes]
    lane.queue.extend(look for look in looks if look is not None)


def _look_again(lane: Lane, answer: Answer, page: Page, step: Step) -> None:
    """An answer to another look for absent rows. The walk of its scopes is over, so their checkpoints stay."""
    task = answer.sent.task
    lane.settle(answer, "rows", page=page)
    if step is Step.NEXT:
        lane.queue.append(walk.advanced(task, page))
    elif step is Step.APART:
        lane.queue.append(replace(task, scopes=task.scopes[:1]))
    elif step in (Step.DONE, Step.PROVE):
        task = walk.advanced(task, page)
        scope = task.scopes[0]
        then = lane.absence.conclude(
            task, answer.sent.number, stamp(answer.now), lambda: len(lane.parts.holes(task.endpoint, scope))
        )
        lane.queue.extend([] if then is None else [then])


def _prove(lane: Lane, answer: Answer, page: Page) -> None:
    """A walk of several pages has ended: it stands when its endpoint's proof finds no hole."""
    now = answer.now
    task = walk.advanced(answer.sent.task, page)
    endpoint, scope = task.endpoint, task.scopes[0]
    last_resort = next_split(endpoint, scope) is None and endpoint.name not in lane.parts.lossy
    # Pages that have numbers say themselves which is the last.
    if not endpoint.paged or (task.ordered and (walk.trusts_order(endpoint) or last_resort)):
        _complete(lane, answer, page)
    elif walk.trusts_order(endpoint) or scope.part_of is not None or endpoint.proof is None:
        _in_parts(lane, answer, page, "its pages do not prove themselves")
    else:
        lane.settle(answer, "rows", page=page, checkpoints=[(scope, checkpoints.ended(task, now))])
        if lane.prove(task, now):
            _look_for_absent(lane, task, answer)


def _gather(lane: Lane, task: Task) -> None:
    """Keeps the ids of a walk that goes on in parts, and adds those of its parts.

    A part by driver looks for its own absent rows; one by category cannot tell which rows are its own.
    """
    endpoint, scope = task.endpoint, task.scopes[0]
    if not endpoint.split or endpoint.split[0] in walk.FILTERED:
        return
    if scope.part_of is None:
        lane.walked[endpoint.name, scope.text] = task
    elif (walked := lane.walked.get((endpoint.name, scope.part_of))) is not None:
        walked.ids = walked.ids | task.ids


def _in_parts(lane: Lane, answer: Answer, page: Page, why: str) -> None:
    task = answer.sent.task
    if next_split(task.endpoint, task.scopes[0]) is None:
        lane.fail(answer, f"the walk does not add up: {why}", page=page)
        return
    task = walk.advanced(task, page)
    _gather(lane, task)
    ended = checkpoints.ended(task, answer.now, apart=True)
    lane.settle(answer, why, page=page, checkpoints=[(task.scopes[0], ended)])
    lane.ask_in_parts(task.endpoint, task.scopes[0], answer.now, None)
