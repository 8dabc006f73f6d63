"""One provider's part in a run: what is queued, how fast it goes, and what has become of it so far.

The loop in `sync` sends and waits; `answers` says what an answer means, `harvest` and `refusal` what follows. Each ends in
one commit here: rows, checkpoint and cost of a page together.
"""

import math
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mirror.budget import silence
from mirror.budget.pace import Pace
from mirror.catalogue import Endpoint, Page, Provider, Scope
from mirror.freshness import DAY
from mirror.http import Request, Response
from mirror.instants import stamp
from mirror.run.together import Together
from mirror.selection import Selection
from mirror.store import Settled, Store
from mirror.walk import checkpoints, walk
from mirror.walk.absence import Absence
from mirror.walk.due import due
from mirror.walk.parts import Parts, root_of
from mirror.walk.walk import Task

SLOTS = 16  # requests of one provider on the wire at once, at most
_LATENCIES = 32
_LEAST_WORK = 0.0005  # seconds; what dealing with an answer takes at least

Report = Callable[[Mapping[str, Any]], None]


@dataclass(slots=True)
class Sent:
    """A request under way: what it asks, its number in the ledger, and when it left (unix seconds)."""

    task: Task
    request: Request
    number: int
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request at `now` (unix seconds); without a response when none came."""

    sent: Sent
    response: Response | None
    now: float

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the response, none when there is none."""
        return {} if self.response is None else self.response.headers


class Lane:
    """What is queued for one provider, how fast it may go, and what has become of it so far."""

    def __init__(
        self,
        provider: Provider,
        pace: Pace,
        store: Store,
        selection: Selection,
        report: Report,
        *,
        began: str,
        ladder: Sequence[float],
        slots: Mapping[str, str],
        address: str,
        suffix: str = "",
        tier: int | None = None,
        heed: Callable[["Lane", int, Response, float], None] = lambda lane, number, response, now: None,
    ) -> None:
        self.provider, self.pace, self.store = provider, pace, store
        self.selection, self.report, self.tier = selection, report, tier
        self.queue: deque[Task] = deque()
        self.flying: dict[int, Sent] = {}
        self.slots = 1
        self._latencies: deque[float] = deque(maxlen=_LATENCIES)
        self._work = 0.002
        self.requests = self.rows = 0
        self.state, self.why = "running", ""
        self.resume_at: str | None = None
        self.failed: dict[tuple[str, str], dict[str, Any]] = {}
        self.not_entitled: set[str] = set()
        self.recovered = store.unsettled(provider.name)
        self._began, self._path_slots, self._suffix, self._address = began, slots, suffix, address
        self.key_works, self.worked_at = False, -math.inf  # and when it was last seen to (unix seconds)
        self.unreached = 0  # failures to connect, in a row
        self.refused: Counter[str] = Counter()  # scopes refused, by endpoint
        self.together = Together(provider.name, store)
        self.heeded: dict[str, bool] = {}  # whether an endpoint whose rows do not say it filters them
        self.answered: set[str] = set()  # endpoints that had an answer
        self.closed: set[str] = set()  # endpoints that this key may not ask at all
        self.ladder = ladder
        self.parts = Parts(provider, store, ladder)
        self.absence = Absence(provider, store)
        self.walked: dict[tuple[str, str], Task] = {}  # walks that go on in parts, with all their ids
        self.proven_tier = self.paced_for = 0  # what answers have shown of a tier that nobody told
        self.stirred = True  # something has changed since it was last listed what is due
        self.probe: Callable[[Lane, Request], Response | None] = lambda lane, request: None
        self.heed = heed

    # What is to be done

    def refill(self, now: float) -> bool:
        """Lists what is due, once the queue has run dry. Returns whether there is anything to do."""
        if self.state != "running":
            return False
        if self.queue or self.flying:
            return bool(self.queue)
        if not self.stirred:
            return False
        self.stirred = False
        found = due(
            self.store.connection,
            self.provider,
            self.selection,
            now=stamp(now),
            tier=self.tier,
            began=self._began,
        )
        known = {}
        for endpoint in self.provider.endpoints:
            scopes = found.get(endpoint.name, [])
            if not scopes:
                continue
            known[endpoint.name] = len(scopes)
            if endpoint.name in self.closed or (self.tier is not None and endpoint.tier > self.tier):
                due_again = stamp(now + DAY) if endpoint.name in self.closed else None
                self.deny(endpoint, [scope for scope, _ in scopes], now, due_again)
                continue
            ended = [
                (s, c) for s, c in scopes if c and c["state"] == "partial" and c["walk"] in ("ended", "apart")
            ]
            for scope, row in ended:
                self._go_on_after_the_walk(endpoint, scope, row, now)
            walked = [
                (s, c)
                for s, c in scopes
                if not (c and c["state"] == "partial" and c["walk"] in ("parts", "ended", "apart"))
            ]
            self.queue.extend(walk.batches(endpoint, walked))
            for scope, checkpoint in scopes:
                if checkpoint and checkpoint["state"] == "partial" and checkpoint["walk"] == "parts":
                    left = self.parts.resume(endpoint, scope)
                    self.queue.extend(left)
                    if not left:
                        self.conclude(endpoint, scope, now)
        if known:
            self.report({"event": "due", "provider": self.provider.name, "endpoints": known})
        return bool(self.queue)

    def next_ready(self, now: float) -> Task | None:
        """The first task of the queue that may be tried now, taken off it."""
        for place, task in enumerate(self.queue):
            if task.not_before <= now:
                del self.queue[place]
                return task
        return None

    def wakes_at(self) -> float | None:
        """When the first task of the queue may be tried (unix seconds); None when the queue is empty."""
        return min((task.not_before for task in self.queue), default=None)

    def request_for(self, task: Task) -> Request:
        """The request for the next page of a task."""
        request = self.provider.request(
            task.endpoint, task.scopes, task.cursor, suffix=self._suffix, slots=self._path_slots,
            page_size=task.page_size,
        )  # fmt: skip
        return replace(request, headers=(("If-None-Match", task.etag),)) if task.etag else request

    def stop(self, state: str, why: str, resume_at: float | None = None) -> None:
        """Ends the lane: nothing more is sent; what was not done stays due."""
        self.state, self.why = state, why
        self.resume_at = None if resume_at is None else stamp(resume_at)
        self.queue.clear()

    def leave_alone(self, number: int, seconds: float, why: str, now: float, *, said: bool = True) -> None:
        """The answer to request `number` asked at `now` (unix seconds) that nothing be sent for so long.

        This run sends nothing, and when the provider itself `said` how long, nor does any other process. What was asked
        for before, and is longer, stays.
        """
        until = now + min(seconds, silence.LONGEST)
        if until > max(now, self.pace.silent_until):
            if said:
                silence.keep(self.store, self.provider.name, self._address, number, now, seconds, why)
            self.pace.hold(until, why)

    def learn(self, latency: float, work: float) -> None:
        """Sets how many requests may be on the wire at once: as many as are answered while the writer is busy.

        `latency` is what the last answer took to come, `work` what it took to deal with it (both s).
        """
        self._latencies.append(latency)
        self._work += (work - self._work) / _LATENCIES
        self.slots = min(SLOTS, 1 + math.ceil(min(self._latencies) / max(self._work, _LEAST_WORK)))

    # What becomes of scopes

    def prove(self, task: Task, now: float) -> bool:
        """A walk of several pages has ended: whether it stands; where it does not add up, the suspects are asked alone."""
        endpoint, scope = task.endpoint, task.scopes[0]
        suspects = {driver for driver, _ in self.parts.holes(endpoint, scope)}
        if suspects:  # rows that name nobody may be anybody's
            self.ask_in_parts(endpoint, scope, now, None if None in suspects else suspects)
            return False
        done = checkpoints.complete(task, scope, now, self.ladder, task.rows)
        self.store.check(self.provider.name, [(scope, done)])
        self.say(scope, "complete")
        return True

    def ask_in_parts(self, endpoint: Endpoint, scope: Scope, now: float, suspects: set[Any] | None) -> None:
        """Queues the parts of a scope: those of the suspects alone, or all."""
        tasks = self.parts.begin(endpoint, scope, now, suspects)
        self.queue.extendleft(reversed(tasks))
        if not tasks:
            self.conclude(endpoint, scope, now)

    def _go_on_after_the_walk(
        self, endpoint: Endpoint, scope: Scope, checkpoint: Mapping[str, Any], now: float
    ) -> None:
        """A run was killed between the last page of a walk and what follows it."""
        if checkpoint["walk"] == "apart":
            self.ask_in_parts(endpoint, scope, now, None)
        else:
            task = Task(
                endpoint, (scope,), pages=checkpoint["pages"] or 1, rows=checkpoint["rows"] or 0, whole=False
            )
            self.prove(task, now)

    def doubt_empty(self, scope: Scope, values: dict[str, Any], now: float) -> dict[str, Any]:
        """The checkpoint of an answer without rows: for the first time it is only believed until tomorrow."""
        known = self.store.checkpoint(self.provider.name, scope)
        believed = known is not None and known["state"] == "complete" and not known["rows"]
        return values if believed or scope.part_of else checkpoints.doubted(values, now)

    def conclude(self, endpoint: Endpoint, part: Scope, now: float) -> bool:
        """A part is done: when it was the last one under way, so is the scope it is a part of.

        Returns whether that scope is complete now.
        """
        root = root_of(part) if part.part_of is not None else part
        if self.parts.unfinished(root):  # first, since the queue may be long
            return False
        waiting = (*self.queue, *(sent.task for sent in self.flying.values()))
        if any(task.endpoint is endpoint and task.scopes[0].part_of == root.text for task in waiting):
            return False
        tasks, values = self.parts.conclude(endpoint, root, now)
        self.queue.extendleft(reversed(tasks))
        if not tasks:
            if values["state"] == "quarantined":
                self._note_failure(root, values["error"], values["next_due"])
            self.say(root, str(values["state"]), values["error"], values["next_due"])
        return not tasks and values["state"] == "complete"

    def has_ever_answered(self) -> bool:
        """Whether a scope of this provider has ever been complete."""
        sql = "select 1 from mirror_checkpoints where provider = ? and state = 'complete' and endpoint <> 'account' limit 1"
        return self.store.connection.execute(sql, (self.provider.name,)).fetchone() is not None

    def fail(self, answer: Answer, why: str, *, page: Page | None = None) -> None:
        """Quarantines the scope of a request that will not pass; what it brought so far is kept.

        Of several that were asked together one may be at fault, or that they are several: each is asked alone.
        """
        task = answer.sent.task
        if task.confirms:  # nothing is said of its scopes: their walk has been and stands
            self.settle(answer, why, page=page)
            return
        if len(task.scopes) > 1:
            self.each_alone(answer, why, page=page)
            return
        name = self.provider.name
        values = [
            (scope, checkpoints.quarantined(task, self.store.checkpoint(name, scope), why, answer.now))
            for scope in task.scopes
        ]
        self.settle(answer, why, page=page, checkpoints=values)
        for scope, row in values:
            if scope.part_of is None:
                self._note_failure(scope, why, row["next_due"])
                self.say(scope, "quarantined", why, row["next_due"])
            else:
                self.conclude(task.endpoint, scope, answer.now)

    def each_alone(self, answer: Answer, why: str, *, page: Page | None = None, alone: bool = False) -> None:
        """Asks each scope of a shared request by itself, and from then on where they do not fit together (`alone`).

        What was tried several times together is tried twice more.
        """
        task = answer.sent.task
        self.settle(answer, why, page=page)
        apart = [
            Task(task.endpoint, (scope,), alone=alone, again=task.again, tries=max(0, task.tries - 1))
            for scope in task.scopes
        ]
        self.queue.extendleft(reversed(apart))

    def _note_failure(self, scope: Scope, why: str, due_again: str) -> None:
        self.failed[(scope.endpoint, scope.text)] = {
            "endpoint": scope.endpoint, "scope": scope.text, "error": why, "next_due": due_again,
        }  # fmt: skip

    def deny(self, endpoint: Endpoint, scopes: list[Scope], now: float, due_again: str | None) -> None:
        """Marks scopes as beyond the key's tier; said once for an endpoint."""
        values = checkpoints.not_entitled(self.tier, due_again, now)
        self.store.check(self.provider.name, [(scope, values) for scope in scopes])
        if endpoint.name not in self.not_entitled and scopes:
            self.not_entitled.add(endpoint.name)
            self.say(scopes[0], "not_entitled")

    # Committing and telling

    def settle(
        self,
        answer: Answer,
        outcome: str,
        *,
        page: Page | None = None,
        checkpoints: Iterable[tuple[Scope, Mapping[str, Any]]] = (),
    ) -> int:
        """Commits what became of one request. Returns how many rows it changed."""
        sent, response = answer.sent, answer.response
        number, outcome = sent.number, outcome[:200]
        if response is None:
            settled = Settled(number, outcome)
        else:
            settled = Settled(
                number, outcome, response.status, round(response.seconds, 6), len(response.body)
            )
        endpoint = sent.task.endpoint
        changed = self.store.settle(
            self.provider.name, endpoint.name, stamp(answer.now), settled, page=page, checkpoints=checkpoints
        )
        if page is not None:
            self.report(
                {
                    "event": "page", "provider": self.provider.name, "endpoint": endpoint.name,
                    "scope": " ".join(scope.text for scope in sent.task.scopes), "rows": page.count,
                    "request": sent.number, "queued": len(self.queue),
                }
            )  # fmt: skip
        return changed

    def say(self, scope: Scope, state: str, error: str | None = None, due_again: str | None = None) -> None:
        """Tells the report what has become of a scope; parts are not told of."""
        if scope.part_of is None:
            told: dict[str, Any] = {
                "event": "scope", "provider": self.provider.name, "endpoint": scope.endpoint, "scope": scope.text,
                "state": state,
            }  # fmt: skip
            if error is not None:
                told |= {"error": error, "next_due": due_again}
            self.report(told)
