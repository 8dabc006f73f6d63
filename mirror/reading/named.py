"""Questions that have a name: the queries of `sql/queries/` as methods, and the words that `help()` shows of views."""

import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mirror.queries import QUERIES, Query
from mirror.reading.names import RESOLVED
from mirror.reading.room import Moment, UnknownName, instead
from mirror.views import asked as asked_views
from mirror.views import words_for

Ask = Callable[..., Any]
_TYPES = {"integer": int, "number": float, "text": str}
_HOW = (
    inspect.Parameter("strict", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=bool | None),
    inspect.Parameter("as_of", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Moment),
)


_HOW_TOLD = (
    "  strict: Raise IncompleteAnswer unless everything behind the answer is complete.",
    "  as_of: Answer as the mirror knew it at that moment, a datetime or ISO 8601 text with a zone.",
)
_WIDE = 100


class Named:
    """The queries of `sql/queries/`: `m.q.fastest_laps(season=2024)`; `dir(m.q)` lists them, `help()` explains each."""

    def __init__(self, ask: Callable[[Query, Mapping[str, Any], bool | None, Moment], Any]) -> None:
        self._ask = ask
        self._made: dict[str, Ask] = {}

    def __getattr__(self, name: str) -> Ask:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._made:
            self._made[name] = self._method(name)
        return self._made[name]

    def _method(self, name: str) -> Ask:
        try:
            query = QUERIES[name]
        except KeyError:
            raise UnknownName(f"There is no query {name!r}{instead(name, QUERIES)}") from None
        ask = self._ask

        def asked(*, strict: bool | None = None, as_of: Moment = None, **params: Any) -> Any:
            return ask(query, params, strict, as_of)

        notes = {one.name: (one.description, _TYPES[one.type] | None) for one in query.parameters}
        return described(asked, query.name, query.title, query.description, notes)

    def __dir__(self) -> Iterable[str]:
        return list(QUERIES)

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {QUERIES[name].title}" for name in QUERIES)


def words(view: str, columns: Sequence[str]) -> tuple[str, str, dict[str, tuple[str, Any]]]:
    """What `described` wants to know of a view with these columns; one that somebody else made has no words."""
    known = asked_views().get(view)
    notes: dict[str, tuple[str, Any]] = {
        name: ("" if known is None else words_for(known, name), Any) for name in columns
    }
    for name, column in RESOLVED.items():
        if column in columns:
            notes[name] = (
                f"The {name}: its id, a provider's id, or what people call it; one or several.",
                Any,
            )
    title, about = (view, "A view of this file.") if known is None else (known.title, known.description)
    return title, f"{about} Any column is a filter, with a value or a list of them.", notes


def _wrapped(words: str, indent: int = 0) -> str:
    """The words in lines that `help()` shows whole."""
    return textwrap.fill(
        words, _WIDE, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )


def described(asked: Ask, name: str, title: str, about: str, notes: Mapping[str, tuple[str, Any]]) -> Ask:
    """A question with a name, a signature and a docstring of its own."""
    told = "\n".join(
        _wrapped(f"  {one}: {words}" if words else f"  {one}", 6) for one, (words, _) in notes.items()
    )
    how = "\n".join(_wrapped(one, 6) for one in _HOW_TOLD)
    asked.__name__ = asked.__qualname__ = name
    asked.__doc__ = (
        f"{title}.\n\n{_wrapped(about)}\n\nParameters, all optional:\n{told}\n{how}\n\n"
        "Returns an Answer: iterate it, or ask it for .df(), .dicts(), .first(), .count() or .coverage."
    )
    given = [
        inspect.Parameter(one, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for one, (_, kind) in notes.items()
    ]
    asked.__signature__ = inspect.Signature([*given, *_HOW])  # type: ignore[attr-defined] # what help() reads
    return asked
