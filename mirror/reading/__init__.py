"""Reading a mirror: the query library. Nothing here writes, and nothing here is slow to import."""

from typing import TYPE_CHECKING, Any

from mirror.reading.answer import Answer, NotOne
from mirror.reading.connection import connect
from mirror.reading.mirror import Mirror
from mirror.reading.rows import Record, Row

if TYPE_CHECKING:
    from mirror.reading.coverage import Coverage, IncompleteAnswer, ScopeState

__all__ = [
    "Answer",
    "Coverage",
    "IncompleteAnswer",
    "Mirror",
    "NotOne",
    "Record",
    "Row",
    "ScopeState",
    "connect",
]


def __getattr__(name: str) -> Any:
    """What is known about answers, loaded when somebody wants to know."""
    if name in ("Coverage", "IncompleteAnswer", "ScopeState"):
        from mirror.reading import coverage  # noqa: PLC0415 - see above

        return getattr(coverage, name)
    raise AttributeError(f"module 'mirror.reading' has no attribute {name!r}")
