"""What a visitor can choose for the parameters of a query: seasons, events, sessions and drivers the mirror has."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from mirror.queries import Query

# Answers a statement with pairs of a value and its words.
Ask = Callable[[str, Mapping[str, object]], Iterable[tuple[str, str]]]

_LONGEST = 60  # options of a select; more are offered while one types

# Seasons that only a provider's list or a lone event names are offered last.
_SEASONS = """
select season, season || iif(held, '', ' (named only)') from (
  select season, season in (select season from sessions) as held from seasons
) order by held desc, season desc
"""
_EVENTS = """
select event_id, coalesce(name || ' ' || season, event_id) from events
where :season is null or season = :season order by start_date desc, event_id limit 400
"""
_SESSIONS = """
select session_id, coalesce(event || ' ' || season || ': ' || name, session_id) from sessions
where (:event is null or event_id = :event) and (:season is null or season = :season)
order by date desc, session_id limit 60
"""
_DRIVERS = "select driver_id, coalesce(name, driver_id) from drivers order by last_name, name"


@dataclass(frozen=True)
class Picker:
    """One parameter with what it may be: pairs of value and words, the empty value first."""

    name: str
    label: str
    chosen: str
    description: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)

    def markup(self, number: int) -> str:
        """A labelled select, or a text field that offers the options while one types."""
        key = f"qp{number}"
        told = f'<label for="{key}">{escape(self.label)}</label>'
        title = f' title="{escape(self.description)}"'
        if self.options and len(self.options) <= _LONGEST and self._is_an_option():
            choices = "".join(
                f'<option value="{escape(value)}"{" selected" if value == self.chosen else ""}>{escape(words)}</option>'
                for value, words in self.options
            )
            return f'{told} <select id="{key}" name="{self.name}"{title}>{choices}</select>'
        offered = "".join(
            f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in self.options
        )
        listed = f'<datalist id="{key}-list">{offered}</datalist>' if offered else ""
        by = f' list="{key}-list"' if offered else ""
        return (
            f'{told} <input type="text" id="{key}" name="{self.name}" value="{escape(self.chosen)}"{by}{title}'
            f' data-parameter-control data-parameter-name="{self.name}">{listed}'
        )

    def _is_an_option(self) -> bool:
        return self.chosen == "" or any(value == self.chosen for value, _ in self.options)


def pickers(ask: Ask, query: Query, chosen: Mapping[str, str]) -> list[Picker]:
    """The pickers for the parameters of a query, in their order; events are those of the chosen season, and so on."""
    season = chosen.get("season") or None
    known = {
        "season": lambda: ask(_SEASONS, {}),
        "event": lambda: ask(_EVENTS, {"season": season}),
        "session": lambda: ask(_SESSIONS, {"season": season, "event": chosen.get("event") or None}),
        "driver": lambda: ask(_DRIVERS, {}),
    }
    return [
        Picker(
            one.name,
            one.name.replace("_", " ").capitalize(),
            chosen.get(one.name) or "",
            one.description,
            [("", "any"), *known[one.name]()] if one.name in known else [],
        )
        for one in query.parameters
    ]
