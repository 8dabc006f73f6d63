"""`Mirror`: a mirror opened for reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mirror.errors import MirrorError, UsageError
from mirror.reading.answer import Answer, records
from mirror.reading.connection import Connections
from mirror.reading.endpoints import ENDPOINTS
from mirror.reading.room import Asking, Moment, UnknownName, instead
from mirror.reading.rows import Record
from mirror.reading.source import Bound, Source, SqlFailed

if TYPE_CHECKING:
    from mirror.queries import Query
    from mirror.reading.altsportsdata import AltSportsData
    from mirror.reading.balldontlie import BallDontLie
    from mirror.reading.coverage import Coverage
    from mirror.reading.named import Named
    from mirror.reading.sportradar import Sportradar


class Mirror:
    """A mirror or a snapshot, opened for reading: no key, no network, nothing is ever written.

        with Mirror("f1.db") as m:
            for lap in m.balldontlie.lap_times(session_ids=[1770], driver_ids=[21957]):
                print(lap.lap_number, lap.lap_time, lap.driver.last_name)

    `m.balldontlie`, `m.sportradar` and `m.altsportsdata` have the providers' own names and filters. `m.laps(season=2024,
    event="Abu Dhabi", driver="Norris")` and the other views are one world out of the three. `m.q.fastest_laps(season=2024)`
    asks a query of `sql/queries`, `m.sql("select ...")` anything else. Every answer is lazy, can be a DataFrame
    (`.df()`), and tells by `.coverage` whether it is whole.

    `dir(m)` lists the views, `dir(m.q)` the queries and `dir(m.balldontlie)` a provider's lists; `help(m.laps)`,
    `help(m.q.race_trace)` and `help(m.balldontlie.lap_times)` tell what each takes.

    With `strict`, a question raises IncompleteAnswer when the mirror has not been told everything behind it. With
    `as_of` (a datetime or ISO 8601 text with a zone) it answers as the mirror knew things at that moment. Both can be
    given to a single question too. May be used from several threads. Raises FileRefused when the file is no mirror, is
    damaged, or was written by a newer version.
    """

    def __init__(self, path: str | os.PathLike[str], *, strict: bool = False, as_of: Moment = None) -> None:
        self.path = Path(path)
        self._connections = Connections(self.path)
        now = Asking(Source(self._connections), strict=strict)
        self._asking = Asking(now.at(as_of), strict=strict)
        self._views: dict[str, tuple[list[str], Callable[..., Answer[Record]]]] = {}

    @cached_property
    def balldontlie(self) -> BallDontLie:
        """BALLDONTLIE's 19 endpoints."""
        from mirror.reading.balldontlie import BallDontLie  # noqa: PLC0415 - a provider's rows are loaded when asked for

        return BallDontLie(self._asking)

    @cached_property
    def sportradar(self) -> Sportradar:
        """Sportradar's 8 endpoints, and the lists that they fill."""
        from mirror.reading.sportradar import Sportradar  # noqa: PLC0415 - a provider's rows are loaded when asked for

        return Sportradar(self._asking)

    @cached_property
    def altsportsdata(self) -> AltSportsData:
        """AltSportsData's endpoints."""
        from mirror.reading.altsportsdata import AltSportsData  # noqa: PLC0415 - a provider's rows are loaded when asked for

        return AltSportsData(self._asking)

    def sql(
        self, sql: str, params: Bound = (), *, strict: bool | None = None, as_of: Moment = None
    ) -> Answer[Record]:
        """The rows of a statement that only reads; `params` are bound to its `?` or `:name`.

        Raises MirrorError when it is wrong, or would do more than read. Its coverage is that of the endpoints behind
        the tables it reads.
        """
        source = self._asking.at(as_of)
        try:
            touched = source.touched(sql, params)
        except SqlFailed as trouble:
            from mirror.reading.misspelt import with_suggestion  # noqa: PLC0415 - only who misspells pays for it

            raise with_suggestion(source, sql, trouble) from None

        def covering(empty: Callable[[], bool]) -> Coverage:
            from mirror.reading import world  # noqa: PLC0415 - only who asks across providers pays for it

            return world.covering(source, world.behind(source, world.filled(touched), []), empty)

        return self._answer(source, sql, params, "the SQL", covering, strict, own=False)

    @cached_property
    def q(self) -> Named:
        """The queries of `sql/queries/` as methods; `dir(m.q)` lists them."""
        from mirror.reading.named import Named  # noqa: PLC0415 - only who asks by name reads the names

        return Named(self._query)

    def _query(
        self, query: Query, params: Mapping[str, Any], strict: bool | None, as_of: Moment
    ) -> Answer[Record]:
        from mirror.queries import bind  # noqa: PLC0415 - see `q`
        from mirror.reading import names, world  # noqa: PLC0415 - see `q`

        source = self._asking.at(as_of)
        bound = bind(query, params)

        def covering(empty: Callable[[], bool]) -> Coverage:
            facts = world.filled(source.touched(query.sql, bound))
            made = world.meant(source, bound, lambda: [dict(row) for row in answer.head(1)])
            return world.covering(source, world.behind(source, facts, made), empty)

        about = f"the query {query.name}"
        answer = self._answer(
            source, query.sql, bound, about, covering, False, unmet=lambda: names.unmet(source, bound)
        )
        if self._asking.strict if strict is None else strict:
            answer.coverage.required()
        return answer

    def chart(self, name: str, *, strict: bool | None = None, as_of: Moment = None, **params: Any) -> Any:
        """A chart of `sql/queries/` as an Altair chart, ready to be changed: `m.chart("race_trace", event="Monaco")`.

        The parameters are those of the query of that name. Raises UsageError for a chart or a parameter that does not
        exist, and IncompleteAnswer like the query.
        """
        from mirror.charts.catalogue import chart_called  # noqa: PLC0415 - only who draws pays for it
        from mirror.charts.figure import figure_of  # noqa: PLC0415
        from mirror.charts.notebook import altair_chart  # noqa: PLC0415

        wanted = chart_called(name)
        self._query(wanted.query, params, strict, as_of)

        def ask(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
            return self.sql(sql, values, strict=False, as_of=as_of).dicts()

        return altair_chart(figure_of(wanted, ask, params))

    # The views

    def views(self) -> list[str]:
        """The names of the views across providers that the file has; each is a method of the Mirror."""
        sql = "select name from sqlite_schema where type = 'view' and name not like 'crosswalk!_%' escape '!' order by name"
        return [name for (name,) in self._asking.source.remembered(sql)]

    def __getattr__(self, name: str) -> Callable[..., Answer[Record]]:
        """The view of that name: `m.laps(season=2024, event="Abu Dhabi", driver="Norris")`.

        Any column of the view is a filter, with a value or a list of them; `event`, `session`, `driver`, `team` and
        `circuit` take what people call them. Raises UsageError for a filter that does not exist, and for a name that
        could mean several things. Rows come in the order of sessions and laps, or of the classification; facts that are
        not narrowed to a session, an event, a driver or a team come in the order of the file.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        known = self.views()
        if name not in known:
            others = [one for one in dir(type(self)) if not one.startswith("_")]
            raise UnknownName(f"A Mirror has no {name!r}{instead(name, [*known, *others])}")
        found = self._asking.source.remembered("select name from pragma_table_info(?)", [name])
        columns = [column for (column,) in found]
        made = self._views.get(name)
        if made is None or made[0] != columns:
            made = self._views[name] = columns, self._method(name, columns)
        return made[1]

    def _method(self, name: str, columns: list[str]) -> Callable[..., Answer[Record]]:
        from mirror.reading.named import described, words  # noqa: PLC0415 - see `q`

        def asked(*, strict: bool | None = None, as_of: Moment = None, **filters: Any) -> Answer[Record]:
            return self._view(name, columns, filters, strict, as_of)

        return described(asked, name, *words(name, columns))

    def _view(
        self, name: str, columns: list[str], filters: Mapping[str, Any], strict: bool | None, as_of: Moment
    ) -> Answer[Record]:
        from mirror.reading import names, world  # noqa: PLC0415 - only who asks across providers pays for it

        source = self._asking.at(as_of)
        # Names are resolved once as long as the mirror stays as it is; a list is no key, and resolved each time.
        key = (name, *((one, type(value), value) for one, value in filters.items()))
        if all(isinstance(value, str | int | None) for value in filters.values()):
            made = source.kept(key, lambda: world.conditions(source, name, columns, filters))
        else:
            made = world.conditions(source, name, columns, filters)
        facts = world.facts(name, columns)
        where = f" where {' and '.join(condition for condition, _ in made)}" if made else ""
        values = [value for _, bound in made for value in bound]

        def covering(empty: Callable[[], bool]) -> Coverage:
            return world.covering(source, world.behind(source, facts, made), empty, every=facts.every)

        # Sorting a season would take as long as reading it.
        order = facts.order if facts.every or any('_id"' in condition for condition, _ in made) else ""
        sql = f"select * from {name}{where}"
        unmet = partial(names.unmet, source, filters)
        return self._answer(source, sql, values, name, covering, strict, order=order, unmet=unmet)

    def explain(self, kind: str, provider: str, provider_id: str | int) -> dict[str, Any]:
        """Why an id of a provider stands for the thing it stands for: its crosswalk row, the others', what is open.

        `kind` is driver, team, circuit, event, session or season; composite ids are joined by a comma. Raises
        UsageError for another kind or provider, and MirrorError for an id that the crosswalk does not know.
        """
        from mirror import crosswalk  # noqa: PLC0415 - only who wants reasons pays for them
        from mirror.crosswalk.entries import PROVIDERS  # noqa: PLC0415 - as above
        from mirror.crosswalk.overrides import KINDS  # noqa: PLC0415 - as above

        for name, value, known in (("kind", kind, KINDS), ("provider", provider, PROVIDERS)):
            if value not in known:
                raise UsageError(f"There is no {name} {value!r} in the crosswalk{instead(str(value), known)}")
        with self._asking.source.sentences():
            found = crosswalk.explain(self._connections.here().connection, kind, provider, str(provider_id))
        if found is None:
            raise MirrorError(f"The crosswalk has no {kind} {provider_id} of {provider}.")
        return found

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.views()]

    def coverage(
        self, provider: str | None = None, endpoint: str | None = None, season: int | None = None
    ) -> Coverage:
        """What the mirror has been told, scope by scope, of a provider, an endpoint, a season; without any, of all.

        Raises UsageError for a provider or an endpoint that does not exist.
        """
        from mirror.reading.coverage import Behind, coverage  # noqa: PLC0415 - only who wants to know pays for it

        if provider is not None and provider not in ENDPOINTS:
            raise UnknownName(f"There is no provider {provider!r}{instead(provider, ENDPOINTS)}")
        providers = list(ENDPOINTS) if provider is None else [provider]
        names = {name for one in providers for name in ENDPOINTS[one]}
        if endpoint is not None and endpoint not in names:
            raise UnknownName(f"There is no endpoint {endpoint!r}{instead(endpoint, sorted(names))}")
        seasons = None if season is None else frozenset({season})
        wanted = []
        for one in providers:
            endpoints = tuple(name for name in ENDPOINTS[one] if endpoint in (None, name))
            if endpoints:
                wanted.append(Behind(one, endpoints, seasons))
        return coverage(self._asking.source, wanted, lists=False)

    def _answer(
        self,
        source: Source,
        sql: str,
        params: Bound,
        about: str,
        covering: Callable[[Callable[[], bool]], Coverage],
        strict: bool | None,
        *,
        order: str = "",
        own: bool = True,
        unmet: Callable[[], list[str]] = list,
    ) -> Answer[Record]:
        answer: Answer[Record] = Answer(
            source,
            sql,
            params,
            records,
            coverage=lambda: covering(lambda: not answer),
            about=about,
            order=order,
            own=own,
            unmet=unmet,
        )
        if self._asking.strict if strict is None else strict:
            answer.coverage.required()
        return answer

    def close(self) -> None:
        """Closes the mirror; what is asked afterwards raises MirrorError."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Mirror({str(self.path)!r})"
