"""The run: send what is due as fast as the providers allow, and commit what comes back.

    due ─► lane ─► ledger ─► fetch (http ─► archive) ─► lane ─► rows + checkpoint + cost

One thread decides and writes; a process apart waits for the network, and puts each answer into the archive before it is
looked at. On the wire are no more requests than keep the writer busy: many where the network is slow, two where it is not.
"""

import json
import math
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from mirror.budget import account
from mirror.budget.pace import Pace, Tally, Window
from mirror.budget.windows import windows
from mirror.catalogue import Provider
from mirror.clock import SYSTEM, Time
from mirror.errors import NoAnswer
from mirror.http import Request, Response
from mirror.instants import stamp
from mirror.plan import PATIENT, plan
from mirror.providers import PROVIDERS
from mirror.run.answers import deal_with
from mirror.run.apart import Access
from mirror.run.counting import CountedIn, Counting
from mirror.run.ending import Part, Result, Stop, exit_code, heeding, part_of, skipped
from mirror.run.fetch import Apart, Fetch, Here
from mirror.run.lane import SLOTS, Lane, Report, Sent
from mirror.run.refusal import MOST_TRIES
from mirror.run.verdict import judge, rest, their_now
from mirror.selection import Selection, require_keys
from mirror.settings import Settings
from mirror.store import Settled, Store

if TYPE_CHECKING:
    import httpx

_LAST_ANSWERS = 30.0  # seconds that an interrupted run waits for what is on the wire

Arrival = tuple[Lane, Sent, Future[Response], float]


def sync(
    path: Path,
    selection: Selection,
    settings: Settings,
    report: Report = lambda event: None,
    *,
    clock: Time = SYSTEM,
    transport: "httpx.BaseTransport | None" = None,
    stop: Stop | None = None,
    command: str = "sync",
) -> Result:
    """Mirrors what is due of `selection` into the file at `path`, which is made when it is not there.

    Returns how it ended; the code is 0 complete, 1 the only provider refused its key, 3 stopped at a budget, 4 some
    scopes failed or a provider was down, 128 + n ended by signal n. Raises MirrorError when it cannot begin or the disk
    gives way.
    """
    require_keys(selection, settings.key)
    stop = stop or Stop()
    store = Store(path)
    try:
        with heeding(stop):
            return _Run(store, selection, settings, report, clock, transport, stop).run(command)
    finally:
        store.close()


def sweep(
    store: Store,
    selection: Selection,
    settings: Settings,
    report: Report,
    *,
    clock: Time,
    transport: "httpx.BaseTransport | None",
    stop: Stop,
    until: float,
    tallies: dict[str, Tally],
    counted_in: CountedIn,
) -> Result:
    """Mirrors what is due of `selection` into a mirror that is open already, on account of its present run.

    It ends at `until` (unix seconds) at the latest; a provider that was not done by then is "unfinished". `tallies` is
    what this process has counted so far, and is kept up to date; `counted_in` says which windows to stay inside.
    Returns and raises like `sync`.
    """
    return _Run(
        store, selection, settings, report, clock, transport, stop, until, tallies, counted_in
    ).sweep()


class _Run:
    """One run over one open mirror."""

    def __init__(
        self,
        store: Store,
        selection: Selection,
        settings: Settings,
        report: Report,
        clock: Time,
        transport: "httpx.BaseTransport | None",
        stop: Stop,
        until: float = math.inf,
        tallies: dict[str, Tally] | None = None,
        counted_in: CountedIn = windows,
    ) -> None:
        self._store, self._selection, self._settings, self._report = store, selection, settings, report
        self._clock, self._transport, self._stop = clock, transport, stop
        self._counting = Counting(store, settings, clock, {} if tallies is None else tallies, counted_in)
        self._now = self._counting.now
        self._until = until
        self._arrivals: SimpleQueue[Arrival] = SimpleQueue()
        self._sent = 0
        self._lanes: list[Lane] = []
        self._fetch: Fetch | None = None
        self._access: dict[str, Access] = {}
        self._skipped: list[Part] = []
        self._told_wait: dict[str, str] = {}
        self._untold: set[str] = set()  # whose key's tier is still to be found out
        self._put_off = 0  # answers to that question which were none

    def run(self, command: str) -> Result:
        began = self._now()
        self._store.begin_run(command, asdict(self._selection), stamp(began))
        self._note_plan(began)
        self._report(
            {"event": "start", "db": str(self._store.path), "providers": list(self._selection.providers)}
        )
        result = Result(code=1)
        try:
            result = self.sweep()
        finally:
            self._store.end_run(
                stamp(self._now()), self._sent, sum(lane.rows for lane in self._lanes), result.code
            )
        self._report({"event": "done", **asdict(result)})
        return result

    def _note_plan(self, began: float) -> None:
        """Writes what the run is going to ask beside the run, so that the estimate can be held against what it was."""
        told = plan(self._store.connection, self._selection, self._settings, began, self._counting.boot)
        asked: dict[str, dict[str, int]] = {}
        for line in told.endpoints:
            asked.setdefault(line.provider, {})[line.endpoint] = line.requests
        planned = json.dumps({"requests": told.requests, "minutes": told.minutes, "endpoints": asked})
        with self._store.transaction():
            self._store.connection.execute(
                "update mirror_runs set planned = ? where id = (select max(id) from mirror_runs)", (planned,)
            )

    def sweep(self) -> Result:
        """Asks what is due until nothing is, and tells how it ended."""
        began = self._now()
        self._counting.begin()
        try:
            for name in self._selection.providers:
                self._open(PROVIDERS[name], began)
            try:
                self._loop()
            finally:
                if self._fetch is not None:
                    self._fetch.close()
            self._store.settle_world()
            return self._result(began)
        finally:
            for lane in self._lanes:
                self._counting.end(lane.provider.name, lane.pace, len(lane.flying))

    def _fetching(self) -> Fetch:
        """Where requests are sent from, once there are any."""
        if self._fetch is None:
            threads = SLOTS * len(self._lanes)
            archive, access = self._store.archive, self._access
            if self._transport is None and self._clock is SYSTEM:
                self._fetch = Apart(self._store.path, archive, access, threads)
            else:
                self._fetch = Here(archive, access, threads, self._now, self._transport)
        return self._fetch

    def _open(self, provider: Provider, began: float) -> None:
        """Makes the provider's lane, with the tier of its key found out; a provider without a key is skipped."""
        settings = self._settings
        key = settings.key(provider.name)
        if key is None:
            why = f"no key: get one at {provider.sign_up} and set {provider.name.upper()}_API_KEY"
            self._report({"event": "skipped", "provider": provider.name, "why": why})
            self._skipped.append(skipped(provider.name, why))
            return
        base_url = settings.base_url(provider.name) or provider.base_url
        self._access[provider.name] = Access(
            base_url, key, dict(provider.authorize(key)), settings.f1_mirror_answer_seconds
        )
        lane = Lane(
            provider, Pace([]), self._store, self._selection, self._report, began=stamp(began),
            ladder=settings.f1_mirror_recheck_days,
            slots={"access_level": settings.sportradar_access_level, "language": settings.sportradar_language},
            address=base_url,
            suffix=f".{settings.sportradar_format}" if provider.name == "sportradar" else "",
            heed=_heed_headers,
        )  # fmt: skip
        lane.probe = self._probe
        lane.pace = self._counting.pace(provider.name, base_url, None, began)
        self._lanes.append(lane)
        if provider.name == account.PROVIDER:
            lane.tier, counts = account.last_told(self._store, settings, began)
            if counts or lane.pace.silent_until <= began:
                self._find_tier(lane)
            else:
                self._untold.add(provider.name)

    def _find_tier(self, lane: Lane) -> None:
        """Finds out the tier of the lane's key, and goes at its rate from then on."""
        name = lane.provider.name
        access = self._access[name]
        self._untold.discard(name)

        def puts_off(number: int, response: Response) -> bool:
            if self._heed(lane, number, response) and self._put_off < MOST_TRIES:
                self._put_off += 1
                self._untold.add(name)
            return name in self._untold

        lane.tier = account.tier_of(
            self._store, self._settings, access.base_url, access.secret, self._now(), self._transport,
            lambda: self._spend(lane), puts_off,
        )  # fmt: skip
        if lane.tier is not None and name not in self._untold:
            self._report({"event": "tier", "provider": name, "tier": lane.tier})
        lane.pace = self._counting.pace(name, access.base_url, lane.tier, self._now())

    # The loop

    def _loop(self) -> None:
        while True:
            now = self._now()
            if self._stop.wanted.is_set() or now >= self._until:
                break
            for lane in self._lanes:
                self._launch(lane, now)
            if not any(lane.flying or (lane.queue and lane.state == "running") for lane in self._lanes):
                if not any(lane.refill(now) for lane in self._lanes):
                    return
                continue
            self._take(self._pause(now))
        self._last_answers()

    def _launch(self, lane: Lane, now: float) -> None:
        """Sends what the lane's pace and slots allow at `now`."""
        lane.refill(now)
        while lane.queue and len(lane.flying) < lane.slots and lane.state == "running":
            if self._at_budget():
                lane.stop(
                    "stopped", f"the {self._selection.max_requests} requests of --max-requests are spent"
                )
                return
            moment, window = lane.pace.until_reset(now)
            if moment > now:
                self._wait_or_stop(lane, moment, window, now)
                return
            if lane.provider.name in self._untold:
                self._find_tier(lane)
                lane.queue.clear()  # it was listed without knowing the tier
                lane.stirred = True
                lane.refill(now)
                now = self._now()
                continue
            task = lane.next_ready(now)
            if task is None:
                return
            request = lane.request_for(task)
            if request.target in lane.recovered:
                number, response = lane.recovered.pop(request.target)
                sent = Sent(task, request, number, self._counting.left_at(number, now))
                deal_with(lane, sent, response, now, found=True)
                continue
            fetch = self._fetching()  # or it cannot, and nothing is spent
            number = self._store.leaving(request, task.scopes, stamp(now))
            lane.pace.spend(now)
            lane.requests += 1
            self._sent += 1
            sent = Sent(task, request, number, now)
            lane.flying[number] = sent
            self._send(fetch, lane, sent)
            now = self._now()

    def _at_budget(self) -> bool:
        most = self._selection.max_requests
        return most is not None and self._sent >= most

    def _wait_or_stop(self, lane: Lane, moment: float, window: Window | None, now: float) -> None:
        """A window is spent: a short one is waited for, a long one ends the lane unless --wait was given."""
        why = (
            f"the {window.name} limit is spent" if window else f"left alone until then ({lane.pace.silence})"
        )
        if moment - now > PATIENT and not self._selection.wait:
            lane.stop("stopped", why, moment)
        elif moment - now > 1.0 and self._told_wait.get(lane.provider.name) != stamp(moment):
            self._told_wait[lane.provider.name] = stamp(moment)
            self._report(
                {
                    "event": "wait", "provider": lane.provider.name, "seconds": round(moment - now, 1),
                    "why": why, "until": stamp(moment),
                }
            )  # fmt: skip

    def _pause(self, now: float) -> float | None:
        """How long to wait for an answer before something else can be done; None when only an answer helps."""
        moments = []
        for lane in self._lanes:
            if lane.queue and lane.state == "running" and len(lane.flying) < lane.slots:
                wakes = lane.wakes_at()
                moments.append(max(lane.pace.ready(now), now if wakes is None else wakes))
        return max(0.0, min(moments) - now) if moments else None

    def _take(self, pause: float | None) -> None:
        """Deals with the answers that are there; waits for one at most `pause` seconds when there is none."""
        if not any(lane.flying for lane in self._lanes):
            self._clock.sleep(min(pause or 0.0, 1.0))
            return
        with suppress(Empty):
            self._deal_with(self._arrivals.get(timeout=1.0 if pause is None else min(pause, 1.0)))

    def _deal_with(self, arrival: Arrival) -> None:
        lane, sent, done, received = arrival
        del lane.flying[sent.number]
        lane.pace.answered(sent.at, received)
        self._counting.count(lane.provider.name, received)
        result: Response | NoAnswer
        try:
            result = done.result()
        except NoAnswer as trouble:
            result = trouble
        began = time.perf_counter()
        deal_with(lane, sent, result, self._now())
        if isinstance(result, Response):
            lane.learn(result.seconds, time.perf_counter() - began)
        if lane.tier is None and lane.proven_tier > lane.paced_for:
            lane.paced_for = lane.proven_tier
            name, tier = lane.provider.name, lane.proven_tier
            lane.pace = self._counting.pace(name, self._access[name].base_url, tier, self._now())
            for _ in lane.flying:
                lane.pace.spend(self._now())

    def _last_answers(self) -> None:
        """What is on the wire when the run is interrupted is waited for and kept, but not for ever."""
        interrupted, now = self._stop.wanted.is_set(), self._now()
        for lane in self._lanes:
            if interrupted:
                lane.stop("interrupted", "interrupted")
            elif lane.flying or lane.refill(now):
                lane.stop("unfinished", "others have their turn", lane.pace.ready(now))
        end = time.monotonic() + _LAST_ANSWERS
        while any(lane.flying for lane in self._lanes) and time.monotonic() < end:
            try:
                self._deal_with(self._arrivals.get(timeout=0.5))
            except Empty:
                continue
        for lane in self._lanes:
            lane.queue.clear()

    def _send(self, fetch: Fetch, lane: Lane, sent: Sent) -> None:
        """Sends one request; its answer, archived, is among the arrivals then."""
        answer = fetch.submit(sent.request, sent.number, sent.at)
        answer.add_done_callback(lambda done: self._arrivals.put((lane, sent, done, self._now())))

    # Questions about the key

    def _spend(self, lane: Lane) -> None:
        """Waits until one more request may leave, and counts it."""
        while (moment := lane.pace.ready(self._now())) > self._now():
            self._clock.sleep(min(1.0, moment - self._now()))
        lane.pace.spend(self._now())
        self._counting.count(lane.provider.name, self._now())
        lane.requests += 1
        self._sent += 1

    def _probe(self, lane: Lane, request: Request) -> Response | None:
        """Asks something beside what is due; the answer, or None when there is none or no budget for it."""
        if self._at_budget() or lane.pace.ready(self._now()) - self._now() > PATIENT:
            return None
        self._spend(lane)
        at = self._now()
        number = self._store.leaving(request, (), stamp(at))
        try:
            response = self._fetching().submit(request, number, at).result()
        except NoAnswer as trouble:
            self._store.settle(
                lane.provider.name, "probe", stamp(self._now()), Settled(number, str(trouble)[:200])
            )
            return None
        finally:
            lane.pace.answered(at, self._now())
            self._counting.recount(lane.provider.name, self._now())
        now = self._now()
        settled = Settled(number, "probe", response.status, round(response.seconds, 6), len(response.body))
        self._store.settle(lane.provider.name, "probe", stamp(now), settled)
        self._heed(lane, number, response)
        return response

    def _heed(self, lane: Lane, number: int, response: Response) -> bool:
        """Leaves the provider alone when the answer to a question about the key says so, and tells whether it does."""
        now = self._now()
        verdict = judge(lane.provider.name, response, now=now)
        seconds = rest(verdict)
        if seconds is not None:
            lane.leave_alone(number, seconds, verdict.why, now, said=verdict.wait is not None)
        return seconds is not None

    # The end

    def _result(self, began: float) -> Result:
        parts = [*self._skipped, *(part_of(lane, self._selection) for lane in self._lanes)]
        rows = sum(lane.rows for lane in self._lanes)
        code = exit_code(parts, self._stop.signal)
        return Result(code, self._sent, rows, round(self._now() - began, 3), parts)


def _heed_headers(lane: Lane, number: int, response: Response, now: float) -> None:
    """AltSportsData says with every answer what is left and when, by its own clock, it is more."""
    if lane.provider.name != "altsportsdata" or response.headers.get("x-ratelimit-remaining") != "0":
        return
    reset = response.headers.get("x-ratelimit-reset", "")
    if reset.isdecimal():
        lane.leave_alone(number, float(reset) - their_now(response, now), "nothing is left of its limit", now)
