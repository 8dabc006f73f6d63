"""f1-mirror: three Formula 1 data providers in one SQLite file.

from mirror import Mirror

with Mirror("f1.db") as m:
    print(m.balldontlie.drivers(search="norris").one().display_name)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mirror.errors import MirrorError
    from mirror.reading import Answer, Coverage, IncompleteAnswer, Mirror, NotOne, Record, Row

__all__ = ["Answer", "Coverage", "IncompleteAnswer", "Mirror", "MirrorError", "NotOne", "Record", "Row"]


def __getattr__(name: str) -> Any:
    """The names of the query library, loaded when one is asked for: the command line does without."""
    if name == "MirrorError":
        from mirror.errors import MirrorError  # noqa: PLC0415 - see above

        return MirrorError
    if name in __all__:
        from mirror import reading  # noqa: PLC0415 - see above

        return getattr(reading, name)
    raise AttributeError(f"module 'mirror' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
