"""Single questions to a provider: through its pace always, and through the ledger where there is a mirror."""

import httpx

from mirror.budget import clocks
from mirror.budget.pace import Pace
from mirror.budget.silence import keep, silence
from mirror.budget.windows import spent, windows
from mirror.catalogue import Provider
from mirror.clock import Time
from mirror.errors import NoAnswer
from mirror.http import Client, Request, Response
from mirror.instants import stamp
from mirror.run.verdict import judge, rest
from mirror.settings import Settings
from mirror.store import Settled, Store


class NotNow(Exception):
    """A window is spent, or the provider silent, for longer than anybody wants to wait; the text ends a sentence."""


class Questions:
    """Asks one provider with the configured key. Nothing that comes back is kept, but for its cost in the ledger.

    `patience` is how many seconds a spent window is waited for.
    """

    def __init__(
        self,
        provider: Provider,
        settings: Settings,
        store: Store | None,
        clock: Time,
        transport: httpx.BaseTransport | None,
        *,
        patience: float,
    ) -> None:
        self.provider, self.settings = provider, settings
        self._store, self._clock, self._transport, self._patience = store, clock, transport, patience
        counted = windows(provider.name, settings, None)
        boot = clock.boot()
        self._ahead = clock.now() - clock.steady() if boot is None else boot.at
        self._address = settings.base_url(provider.name) or provider.base_url
        ledger, told = [], None
        if store is not None:
            now = self._now()
            clocks.note(store, boot, now)
            ledger = spent(store.connection, provider.name, counted, now, boot)
            told = silence(store.connection, provider.name, self._address, now, boot)
        self._pace = Pace(counted, ledger)
        if told is not None:
            self._pace.hold(told.until, told.why)
        self.asked = 0

    def _now(self) -> float:
        return self._clock.steady() + self._ahead

    def ask(self, request: Request, *, bearer: bool = False) -> Response:
        """The answer, with the key replaced in it. `bearer` sends the key as BALLDONTLIE's account route wants it.

        Raises NoAnswer when there is none, NotNow when a window is spent.
        """
        self._wait()
        key = self.settings.key(self.provider.name) or ""
        headers = {"Authorization": f"Bearer {key}"} if bearer else self.provider.authorize(key)
        within = self.settings.f1_mirror_answer_seconds
        client = Client(self._address, key or None, headers, within=within, transport=self._transport)
        sent = self._now()
        number = None if self._store is None else self._store.leaving(request, (), stamp(sent))
        self._pace.spend(sent)
        self.asked += 1
        response, trouble = None, ""
        try:
            response = client.send(request)
        except NoAnswer as error:
            trouble = str(error)
            raise
        finally:
            client.close()
            self._pace.answered(sent, self._now())
            if self._store is not None and number is not None:
                self._settle(request, number, response, trouble)
        return response

    def _wait(self) -> None:
        moment, window = self._pace.until_reset(self._now())
        if moment - self._now() > self._patience:
            if window is None:
                raise NotNow(f"it wants to be left alone until {stamp(moment)} ({self._pace.silence})")
            raise NotNow(f"the {window.name}'s requests are spent until {stamp(moment)}")
        while (moment := self._pace.ready(self._now())) > self._now():
            self._clock.sleep(min(1.0, moment - self._now()))

    def _settle(self, request: Request, number: int, response: Response | None, trouble: str) -> None:
        assert self._store is not None  # noqa: S101 - the caller looked
        if response is None:
            settled = Settled(number, trouble[:200])
        else:
            settled = Settled(
                number, "doctor", response.status, round(response.seconds, 6), len(response.body)
            )
            self._leave_alone(number, response)
        self._store.settle(self.provider.name, request.endpoint, stamp(self._now()), settled)

    def _leave_alone(self, number: int, response: Response) -> None:
        """Sends nothing more where the answer to request `number` says so."""
        assert self._store is not None  # noqa: S101 - the caller looked
        now = self._now()
        verdict = judge(self.provider.name, response, now=now)
        seconds = rest(verdict)
        if seconds is not None and verdict.wait is not None and now + seconds > self._pace.silent_until:
            told = keep(self._store, self.provider.name, self._address, number, now, seconds, verdict.why)
            self._pace.hold(told.until, told.why)
