"""What an answer means, and so who deals with it."""

from mirror.catalogue import Page
from mirror.errors import NoAnswer
from mirror.http import Response
from mirror.run.harvest import broken, harvest, unchanged
from mirror.run.lane import Answer, Lane, Sent
from mirror.run.refusal import MOST_THROTTLED, again, missing, spent, unanswered, unauthorized
from mirror.run.verdict import Kind, judge, rest


def deal_with(
    lane: Lane, sent: Sent, result: Response | NoAnswer, now: float, *, found: bool = False
) -> None:
    """Commits what became of one request at `now` (unix seconds) and queues what follows from it.

    An answer that was `found` in the archive came when it was sent for, as far as anybody can tell.
    """
    lane.stirred = True
    if isinstance(result, NoAnswer):
        unanswered(lane, Answer(sent, None, now), result)
        return
    lane.unreached = 0
    came = sent.at if found else now
    lane.heed(lane, sent.number, result, came)
    answer = Answer(sent, result, now)
    verdict = judge(lane.provider.name, result, now=came)
    seconds = rest(verdict)
    if seconds is not None and found and came + seconds <= now:
        again(lane, answer, verdict.why, wait=0.0)
        return
    if seconds is not None:
        lane.leave_alone(sent.number, seconds, verdict.why, came, said=verdict.wait is not None)
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
    elif verdict.kind is Kind.AGAIN and seconds is not None and not lane.selection.wait:
        lane.settle(answer, verdict.why)
        lane.stop("down", verdict.why, lane.pace.silent_until)
    elif verdict.kind is Kind.AGAIN:
        again(lane, answer, verdict.why, wait=verdict.wait)
    elif verdict.kind is Kind.THROTTLED:
        again(lane, answer, verdict.why, wait=verdict.wait, most=MOST_THROTTLED)
    elif verdict.kind is Kind.SPENT:
        spent(lane, answer, verdict.why)
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
