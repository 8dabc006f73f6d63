"""What an answer means, and so who deals with it."""

from mirror.catalogue import Page
from mirror.errors import NoAnswer
from mirror.http import Response
from mirror.run.harvest import broken, harvest, unchanged
from mirror.run.lane import Answer, Lane, Sent
from mirror.run.refusal import MOST_THROTTLED, again, missing, unanswered, unauthorized
from mirror.run.verdict import LONG_WAIT, Kind, judge

_LONG_SILENCE = 3600.0  # seconds; when a spent quota does not say how long


def deal_with(lane: Lane, sent: Sent, result: Response | NoAnswer, now: float) -> None:
    """Commits what became of one request at `now` (unix seconds) and queues what follows from it."""
    lane.stirred = True
    if isinstance(result, NoAnswer):
        unanswered(lane, Answer(sent, None, now), result)
        return
    lane.unreached = 0
    lane.heed(lane, result, now)
    answer = Answer(sent, result, now)
    verdict = judge(lane.provider.name, result, now=now)
    task = sent.task
    if verdict.kind is Kind.GOOD:
        lane.key_works, lane.worked_at = True, now
        lane.answered.add(task.endpoint.name)
        lane.proven_tier = max(lane.proven_tier, task.endpoint.tier)
        harvest(lane, answer)
    elif verdict.kind is Kind.UNCHANGED and task.etag is not None:
        unchanged(lane, answer)
    elif verdict.kind is Kind.UNCHANGED:
        again(lane, answer, "not modified, but nothing was said to be known")
    elif verdict.kind is Kind.AGAIN and verdict.wait is not None and verdict.wait > LONG_WAIT:
        lane.settle(answer, verdict.why)
        lane.stop("down", verdict.why, now + verdict.wait)
    elif verdict.kind is Kind.AGAIN:
        again(lane, answer, verdict.why, wait=verdict.wait)
    elif verdict.kind is Kind.THROTTLED:
        if verdict.wait is not None:
            lane.pace.hold(now + verdict.wait)
        again(lane, answer, verdict.why, wait=verdict.wait, most=MOST_THROTTLED)
    elif verdict.kind is Kind.SPENT:
        lane.settle(answer, verdict.why)
        lane.stop("stopped", verdict.why, now + (_LONG_SILENCE if verdict.wait is None else verdict.wait))
    elif task.confirms:
        lane.fail(answer, verdict.why)
    elif verdict.kind is Kind.UNAUTHORIZED:
        unauthorized(lane, answer, verdict.why)
    elif task.cursor is not None:
        broken(lane, answer, f"the cursor was refused: {verdict.why}", Page())
    elif verdict.kind is Kind.MISSING:
        missing(lane, answer, verdict.why)
    else:
        lane.fail(answer, verdict.why)
