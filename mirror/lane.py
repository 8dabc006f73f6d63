"""One provider's part in a run: its queue, its pace, and what each answer changes.

The loop in `sync` sends and waits; here it is decided what an answer means for its scope. Every decision ends in one
commit: rows, checkpoint and cost of a page together.
"""

import random
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mirror import walk
from mirror.absence import Absence
from mirror.catalogue import Endpoint, NotAnAnswer, Page, Provider, Scope
from mirror.due import due
from mirror.errors import NoAnswer
from mirror.freshness import DAY, after_change, after_failure, after_missing, max_age, next_due
from mirror.http import Client, Request, Response
from mirror.instants import stamp
from mirror.pace import Pace
from mirror.parts import Parts, root_of
from mirror.selection import Selection
from mirror.store import Settled, Store
from mirror.verdict import Kind, Verdict, backoff, judge
from mirror.walk import Step, Task, next_split

MOST_TRIES = 5  # of one request, before its scope is quarantined
MOST_THROTTLED = 20  # answers in a row that say "too fast", before the same
MOST_UNREACHED = 5  # failures to connect in a row, before the provider counts as down
MOST_REFUSED = 3  # scopes of one endpoint refused in a row, before the endpoint counts as not entitled
SLOTS = 16

Report = Callable[[Mapping[str, Any]], None]


@dataclass(slots=True)
class Sent:
    """A request under way: what it asks, its number in the ledger, and when it left (unix seconds)."""

    task: Task
    request: Request
    number: int
    at: float


class Lane:
    """What is queued for one provider, how fast it may go, and what has become of it so far."""

    def __init__(
        self,
        provider: Provider,
        client: Client,
        pace: Pace,
        store: Store,
        selection: Selection,
        report: Report,
        *,
        began: str,
        ladder: Sequence[float],
        slots: Mapping[str, str],
        suffix: str = "",
        tier: int | None = None,
        limited: Callable[["Lane", Response], None] | None = None,
    ) -> None:
        self.provider, self.client, self.pace, self.store = provider, client, pace, store
        self.selection, self.report, self.tier = selection, report, tier
        self.queue: deque[Task] = deque()
        self.flying: dict[int, Sent] = {}
        self.slots = 1
        self.requests = self.rows = 0
        self.state, self.why = "running", ""
        self.resume_at: str | None = None
        self.failed: dict[tuple[str, str], dict[str, Any]] = {}
        self.not_entitled: set[str] = set()
        self.recovered = store.unsettled(provider.name)
        self._began, self._path_slots, self._suffix = began, slots, suffix
        self._key_works = False
        self._unreached = 0
        self._refused: Counter[str] = Counter()
        self._closed: set[str] = set()  # endpoints that this key may not ask at all
        self._ladder = ladder
        self.parts = Parts(provider, store, ladder)
        self.absence = Absence(provider, store)
        self.proven_tier = self.paced_for = 0  # what answers have shown of a tier that nobody told
        self._dirty = True
        self.probe: Callable[[Lane, Request], Verdict | None] = lambda lane, request: None
        self.limited = limited

    # What is to be done

    def refill(self, now: float) -> bool:
        """Lists what is due, once the queue has run dry. Returns whether there is anything to do."""
        if self.state != "running":
            return False
        if self.queue or self.flying:
            return bool(self.queue)
        if not self._dirty:
            return False
        self._dirty = False
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
            if endpoint.name in self._closed or (self.tier is not None and endpoint.tier > self.tier):
                due_again = stamp(now + DAY) if endpoint.name in self._closed else None
                self._deny(endpoint, [scope for scope, _ in scopes], now, due_again)
                continue
            walked = [
                (s, c) for s, c in scopes if not (c and c["state"] == "partial" and c["walk"] == "parts")
            ]
            self.queue.extend(walk.batches(endpoint, walked))
            for scope, checkpoint in scopes:
                if checkpoint and checkpoint["state"] == "partial" and checkpoint["walk"] == "parts":
                    left = self.parts.resume(endpoint, scope)
                    self.queue.extend(left)
                    if not left:
                        self._conclude(endpoint, scope, now)
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
            task.endpoint, task.scopes, task.cursor, suffix=self._suffix, slots=self._path_slots
        )
        return replace(request, headers=(("If-None-Match", task.etag),)) if task.etag else request

    def stop(self, state: str, why: str, resume_at: float | None = None) -> None:
        """Ends the lane: nothing more is sent; what was not done stays due."""
        self.state, self.why = state, why
        self.resume_at = None if resume_at is None else stamp(resume_at)
        self.queue.clear()

    # What came back

    def answered(self, sent: Sent, result: Response | NoAnswer, now: float) -> None:
        """Deals with what became of one request: commits it and queues what follows from it."""
        self._dirty = True
        if isinstance(result, NoAnswer):
            self._unanswered(sent, result, now)
            return
        self._unreached = 0
        if self.limited is not None:
            self.limited(self, result)
        verdict = judge(self.provider.name, result, now=now)
        if verdict.kind is Kind.GOOD:
            self._key_works = True
            self.proven_tier = max(self.proven_tier, sent.task.endpoint.tier)
            self._good(sent, result, now)
        elif verdict.kind is Kind.UNCHANGED and sent.task.etag is not None:
            self._complete(sent, result, now, Page(), outcome="unchanged")
        elif verdict.kind is Kind.UNCHANGED:
            self._again(sent, "not modified, but nothing was said to be known", now, result)
        elif verdict.kind in (Kind.AGAIN, Kind.THROTTLED):
            throttled = verdict.kind is Kind.THROTTLED
            if throttled and verdict.wait is not None:
                self.pace.hold(now + verdict.wait)
            self._again(
                sent,
                verdict.why,
                now,
                result,
                wait=verdict.wait,
                most=MOST_THROTTLED if throttled else MOST_TRIES,
            )
        elif verdict.kind is Kind.SPENT:
            self._settle(sent, result, now, verdict.why)
            self.stop("stopped", verdict.why, now + (verdict.wait if verdict.wait is not None else 3600.0))
        elif verdict.kind is Kind.MISSING and sent.task.cursor is None:
            self._missing(sent, result, now, verdict.why)
        elif verdict.kind is Kind.UNAUTHORIZED:
            self._unauthorized(sent, result, now, verdict.why)
        elif sent.task.cursor is not None:
            self._broken(sent, result, now, f"the cursor was refused: {verdict.why}", Page())
        else:
            self._fail(sent, result, now, verdict.why)

    def _good(self, sent: Sent, response: Response, now: float) -> None:
        task = sent.task
        try:
            page = task.endpoint.shape(task.endpoint, response.body, task.scopes)
        except NotAnAnswer as trouble:
            self._again(sent, str(trouble), now, response)
            return
        self.rows += page.count
        task.began = task.began or sent.number
        step, why = walk.step(task, page)
        scope = task.scopes[0]
        if (
            step is Step.NEXT
            and next_split(task.endpoint, scope) is not None
            and self._better_apart(task.endpoint, scope)
        ):
            self._in_parts(sent, response, now, page, "more than one page")
        elif step is Step.NEXT:
            self._next(sent, response, now, page)
        elif step is Step.DONE:
            self._complete(sent, response, now, page)
        elif step is Step.PROVE:
            self._prove(sent, response, now, page)
        elif step is Step.APART:
            self._settle(sent, response, now, why, page=page)
            apart = [Task(task.endpoint, (scope,), alone=True) for scope in task.scopes]
            if task.confirms:
                apart = [replace(apart[0], confirms=task.confirms)]
            self.queue.extendleft(reversed(apart))
        elif step is Step.BROKEN:
            self._broken(sent, response, now, why, page)
        else:
            self._fail(sent, response, now, why, page=page)

    def _better_apart(self, endpoint: Endpoint, scope: Scope) -> bool:
        return not walk.walks(endpoint, scope) or (
            endpoint.name in self.parts.lossy and scope.part_of is None
        )

    def _next(self, sent: Sent, response: Response, now: float, page: Page) -> None:
        task = walk.advanced(sent.task, page)
        values = {
            "state": "partial", "cursor": task.cursor, "walk": "ordered" if task.ordered else "pages",
            "pages": task.pages, "rows": task.rows, "restarts": task.restarts, "asked_at": stamp(now), "error": None,
        }  # fmt: skip
        self._settle(sent, response, now, "rows", page=page, checkpoints=[(task.scopes[0], values)])
        self.queue.appendleft(task)

    def _complete(
        self, sent: Sent, response: Response, now: float, page: Page, *, outcome: str = "rows"
    ) -> None:
        """The walk of the task's scopes is over and stands."""
        task = walk.advanced(sent.task, page) if page.count else sent.task
        rows = _rows_by_scope(task, page) if len(task.scopes) > 1 else {task.scopes[0]: task.rows}
        etag = response.headers.get("etag")
        lives = max_age(response.headers)
        done = [
            (scope, _done(task, scope, now, self._ladder, rows[scope], etag=etag, lives=lives))
            for scope in task.scopes
        ]
        if outcome == "unchanged":
            keep = ("pages", "rows", "etag")
            done = [
                (scope, {name: value for name, value in row.items() if name not in keep})
                for scope, row in done
            ]
        changed = self._settle(sent, response, now, outcome, page=page, checkpoints=done)
        if changed:
            self._follow(task.endpoint, sent, now)
        self._absences(task, sent, now)
        for scope in task.scopes:
            self._say(scope, "complete")
            if scope.part_of is not None:
                self._conclude(task.endpoint, scope, now)

    def _follow(self, endpoint: Endpoint, sent: Sent, now: float) -> None:
        """An answer changed rows: what hangs on them is to be asked again, if the endpoint has such a rule."""
        moments = {"number": sent.number, "at": after_change(now), "now": stamp(now)}
        self.store.follow(self.provider.name, endpoint.name, moments)

    def _absences(self, task: Task, sent: Sent, now: float) -> None:
        """Looks after rows that a complete walk did not bring."""
        if task.confirms:
            scope = task.scopes[0]
            self.absence.conclude(
                task, sent.number, stamp(now), lambda: len(self.parts.holes(task.endpoint, scope))
            )
            return
        looks = [self.absence.look(task, scope, sent.number, stamp(now)) for scope in task.scopes]
        self.queue.extend(look for look in looks if look is not None)

    # Walks that have to be proven

    def _prove(self, sent: Sent, response: Response, now: float, page: Page) -> None:
        """A walk of several pages has ended: it stands when its endpoint's proof finds no hole."""
        task = walk.advanced(sent.task, page) if page.count else sent.task
        endpoint, scope = task.endpoint, task.scopes[0]
        unsplit = next_split(endpoint, scope)
        if task.ordered and (
            walk.trusts_order(endpoint) or (unsplit is None and endpoint.name not in self.parts.lossy)
        ):
            self._complete(sent, response, now, page)
        elif walk.trusts_order(endpoint) or scope.part_of is not None or endpoint.proof is None:
            self._in_parts(sent, response, now, page, "its pages do not prove themselves")
        else:
            self._settle(sent, response, now, "rows", page=page, checkpoints=[(scope, _ended(task, now))])
            suspects = {driver for driver, _ in self.parts.holes(endpoint, scope)}
            if suspects:
                self._queue_parts(endpoint, scope, now, suspects)
            else:
                self.store.check(
                    self.provider.name, [(scope, _done(task, scope, now, self._ladder, task.rows))]
                )
                self._absences(task, sent, now)
                self._say(scope, "complete")

    def _broken(self, sent: Sent, response: Response, now: float, why: str, page: Page) -> None:
        """The cursor leads nowhere: the walk starts again, and when that does not help either it is asked in parts."""
        task = sent.task
        if task.pages and not task.restarts and task.endpoint.name not in self.parts.lossy:
            again = Task(task.endpoint, task.scopes, restarts=1)
            values = {"state": "partial", "cursor": None, "walk": None, "restarts": 1, "asked_at": stamp(now)}
            self._settle(sent, response, now, why, page=page, checkpoints=[(task.scopes[0], values)])
            self.queue.appendleft(again)
        else:
            self._in_parts(sent, response, now, page, why)

    def _in_parts(self, sent: Sent, response: Response, now: float, page: Page, why: str) -> None:
        task = sent.task
        if next_split(task.endpoint, task.scopes[0]) is None:
            self._fail(sent, response, now, f"the walk does not add up: {why}", page=page)
            return
        ended = _ended(walk.advanced(task, page), now)
        self._settle(sent, response, now, why, page=page, checkpoints=[(task.scopes[0], ended)])
        self._queue_parts(task.endpoint, task.scopes[0], now, None)

    def _queue_parts(self, endpoint: Endpoint, scope: Scope, now: float, suspects: set[Any] | None) -> None:
        tasks = self.parts.begin(endpoint, scope, now, suspects)
        self.queue.extendleft(reversed(tasks))
        if not tasks:
            self._conclude(endpoint, scope, now)

    def _conclude(self, endpoint: Endpoint, part: Scope, now: float) -> None:
        """A part is done: when it was the last one under way, so is the scope it is a part of."""
        root = root_of(part) if part.part_of is not None else part
        waiting = (*self.queue, *(sent.task for sent in self.flying.values()))
        if any(task.endpoint is endpoint and task.scopes[0].part_of == root.text for task in waiting):
            return
        if self.parts.unfinished(endpoint, root):  # they were queued when the lane was stopped
            return
        tasks, values = self.parts.conclude(endpoint, root, now)
        self.queue.extendleft(reversed(tasks))
        if not tasks:
            if values["state"] == "quarantined":
                self._note_failure(root, values["error"], values["next_due"])
            self._say(root, str(values["state"]), values["error"], values["next_due"])

    # Answers without rows

    def _unanswered(self, sent: Sent, trouble: NoAnswer, now: float) -> None:
        self._unreached = 0 if trouble.reached else self._unreached + 1
        if self._unreached >= MOST_UNREACHED:
            self._settle(sent, None, now, str(trouble))
            self.stop("down", str(trouble))
        else:
            most = MOST_TRIES if trouble.reached else MOST_UNREACHED + 1
            self._again(sent, str(trouble), now, None, most=most)

    def _again(
        self,
        sent: Sent,
        why: str,
        now: float,
        response: Response | None,
        *,
        wait: float | None = None,
        most: int = MOST_TRIES,
    ) -> None:
        task = sent.task
        tries = task.tries + 1
        if tries >= most:
            self._fail(sent, response, now, why)
            return
        pause = backoff(tries - 1, random.random()) if wait is None else wait + random.random() * 0.25
        self._settle(sent, response, now, why)
        self.queue.appendleft(replace(task, tries=tries, not_before=now + pause))
        self.report(
            {
                "event": "retry", "provider": self.provider.name, "endpoint": task.endpoint.name,
                "scope": task.scopes[0].text, "why": why, "wait": round(pause, 2),
            }
        )  # fmt: skip

    def _fail(
        self, sent: Sent, response: Response | None, now: float, why: str, *, page: Page | None = None
    ) -> None:
        """Quarantines the scopes of a request that will not pass; what they brought is kept, and so is their place."""
        task = sent.task
        known = self.store.checkpoints(self.provider.name, task.endpoint.name)
        values: list[tuple[Scope, dict[str, Any]]] = []
        for scope in task.scopes:
            attempts = (known.get(scope.text, {}).get("attempts") or 0) + 1
            row: dict[str, Any] = {
                "state": "quarantined", "cursor": task.cursor, "walk": None, "pages": task.pages, "rows": task.rows,
                "attempts": attempts, "error": why, "asked_at": stamp(now), "next_due": after_failure(attempts, now),
            }  # fmt: skip
            values.append((scope, row))
        self._settle(sent, response, now, why, page=page, checkpoints=values)
        for scope, row in values:
            if scope.part_of is None:
                self._note_failure(scope, why, row["next_due"])
                self._say(scope, "quarantined", why, row["next_due"])
            else:
                self._conclude(task.endpoint, scope, now)

    def _note_failure(self, scope: Scope, why: str, due_again: str) -> None:
        self.failed[(scope.endpoint, scope.text)] = {
            "endpoint": scope.endpoint, "scope": scope.text, "error": why, "next_due": due_again,
        }  # fmt: skip

    def _missing(self, sent: Sent, response: Response, now: float, why: str) -> None:
        values = [
            (
                scope,
                {
                    "state": "not_published", "cursor": None, "walk": None, "attempts": 0, "error": why,
                    "asked_at": stamp(now), "next_due": after_missing(scope, now),
                },
            )
            for scope in sent.task.scopes
        ]  # fmt: skip
        if len(sent.task.scopes) > 1:  # one of them may be there all the same
            self._settle(sent, response, now, why)
            self.queue.extendleft([Task(sent.task.endpoint, (scope,)) for scope, _ in reversed(values)])
            return
        self._settle(sent, response, now, why, checkpoints=values)
        scope = sent.task.scopes[0]
        self._say(scope, "not_published", why)
        if scope.part_of is not None:
            self._conclude(sent.task.endpoint, scope, now)

    def _unauthorized(self, sent: Sent, response: Response, now: float, why: str) -> None:
        """The key is refused, or its tier is too low: both say the same, so an endpoint that is free for all decides."""
        endpoint = sent.task.endpoint
        entitled = self._key_works and endpoint.tier <= (self.tier or 0)
        if (
            entitled and sent.task.tries == 0
        ):  # it contradicts what is known, and gateways do refuse in passing
            self._again(sent, why, now, response)
            return
        free = self.provider.free
        if not self._key_works and free is not None and endpoint.name != free[0]:
            target = self.provider.by_name[free[0]]
            request = self.provider.request(
                target, (Scope(target.name, free[1]),), suffix=self._suffix, slots=self._path_slots
            )
            request = replace(request, params=free[1], endpoint="probe")
            answer = self.probe(self, request)
            self._key_works = answer is not None and answer.kind in (Kind.GOOD, Kind.UNCHANGED)
            if answer is None or answer.kind not in (Kind.GOOD, Kind.UNCHANGED, Kind.UNAUTHORIZED):
                self._again(sent, why, now, response)
                return
        if not self._key_works:
            self._settle(sent, response, now, why)
            self.stop("refused", f"the key was refused ({why})")
        elif endpoint.tier == 0 and self.provider.free is not None and self.provider.name != "sportradar":
            self._again(sent, why, now, response)  # any valid key may ask this
        else:
            self._settle(sent, response, now, why)
            self._deny(endpoint, list(sent.task.scopes), now, stamp(now + DAY))
            self._refused[endpoint.name] += 1
            if endpoint.tier or self._refused[endpoint.name] >= MOST_REFUSED:
                self._closed.add(endpoint.name)
                rest = [task for task in self.queue if task.endpoint is endpoint]
                self.queue = deque(task for task in self.queue if task.endpoint is not endpoint)
                self._deny(endpoint, [scope for task in rest for scope in task.scopes], now, stamp(now + DAY))
            if sent.task.scopes[0].part_of is not None:
                self._conclude(endpoint, sent.task.scopes[0], now)

    def _deny(self, endpoint: Endpoint, scopes: list[Scope], now: float, due_again: str | None) -> None:
        """Marks scopes as beyond the key's tier; said once for an endpoint."""
        values = {
            "state": "not_entitled", "cursor": None, "tier": self.tier, "asked_at": stamp(now), "next_due": due_again,
            "error": None,
        }  # fmt: skip
        self.store.check(self.provider.name, [(scope, values) for scope in scopes])
        if endpoint.name not in self.not_entitled and scopes:
            self.not_entitled.add(endpoint.name)
            self._say(scopes[0], "not_entitled")

    # Committing and telling

    def _settle(
        self,
        sent: Sent,
        response: Response | None,
        now: float,
        outcome: str,
        *,
        page: Page | None = None,
        checkpoints: Iterable[tuple[Scope, Mapping[str, Any]]] = (),
    ) -> int:
        """Commits what became of one request. Returns how many rows it changed."""
        size = None if response is None else len(response.body)
        settled = Settled(
            sent.number, outcome[:200], None if response is None else response.status,
            None if response is None else round(response.seconds, 6), size,
        )  # fmt: skip
        endpoint = sent.task.endpoint
        changed = self.store.settle(
            self.provider.name, endpoint.name, stamp(now), settled, page=page, checkpoints=checkpoints
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

    def _say(self, scope: Scope, state: str, error: str | None = None, due_again: str | None = None) -> None:
        if scope.part_of is None:
            told: dict[str, Any] = {
                "event": "scope", "provider": self.provider.name, "endpoint": scope.endpoint, "scope": scope.text,
                "state": state,
            }  # fmt: skip
            if error is not None:
                told |= {"error": error, "next_due": due_again}
            self.report(told)


def _done(
    task: Task,
    scope: Scope,
    now: float,
    ladder: Sequence[float],
    rows: int,
    *,
    etag: str | None = None,
    lives: float | None = None,
) -> Mapping[str, Any]:
    """The checkpoint of a scope whose walk is over and stands."""
    return {
        "state": "complete", "cursor": None, "walk": "alone" if task.alone else None, "pages": max(1, task.pages), "rows": rows, "restarts": 0,
        "attempts": 0, "error": None, "verdict": None, "etag": etag, "tier": None, "asked_at": stamp(now),
        "completed_at": stamp(now), "next_due": None if scope.part_of else next_due(task.endpoint, scope, now, ladder, lives),
    }  # fmt: skip


def _ended(task: Task, now: float) -> Mapping[str, Any]:
    """The checkpoint of a walk that has ended and is not proven yet: after a kill it begins again."""
    return {
        "state": "partial", "cursor": None, "walk": None, "pages": task.pages, "rows": task.rows, "asked_at": stamp(now)
    }  # fmt: skip


def _rows_by_scope(task: Task, page: Page) -> dict[Scope, int]:
    """How many rows of a shared answer belong to each scope."""
    name = task.endpoint.ask[0]
    column = walk.FILTERED.get(name)
    counted: Counter[str] = Counter()
    for write in page.writes:
        if write.table == task.endpoint.table and column in write.columns:
            place = write.columns.index(column)
            counted.update(str(row[place]) for row in write.rows)
    return {scope: counted[scope.value(name)] for scope in task.scopes}
