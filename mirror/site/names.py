"""What a query is called in Datasette, where a view of the same name hides it, and which views are asked in part. Pure."""

from mirror import views
from mirror.queries import QUERIES

# Views that look at everything unless an event or a season is named: asked without, they show the latest.
NARROWED = {"verdicts": "event_id", "verdict_rows": "event_id", "disagreements": "season"}
_NARROWING = ("season", "event_id", "session_id")
_END = "_query"


def published(name: str) -> str:
    """The name of a query in Datasette."""
    return f"{name}{_END}" if name in views.asked() else name


def query_called(name: str) -> str | None:
    """The query that Datasette knows by that name; None when there is none."""
    own = name.removesuffix(_END)
    return own if own in QUERIES and published(own) == name else None


def is_narrow(arguments: list[str]) -> bool:
    """Whether the arguments of a view's page name an event, a session or a season."""
    return any(
        name in (wanted, f"{wanted}__exact", f"{wanted}__in") for name in arguments for wanted in _NARROWING
    )
