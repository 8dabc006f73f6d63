"""The file on disk: its identity, its lock, its archive, and the one writer."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mirror.store.store import Settled, Store

__all__ = ["Settled", "Store"]


def __getattr__(name: str) -> Any:
    """The writer, loaded with all tables when it is asked for: whoever only wants the archive does without."""
    if name in __all__:
        from mirror.store import store  # noqa: PLC0415 - see above

        return getattr(store, name)
    raise AttributeError(f"module 'mirror.store' has no attribute {name!r}")
