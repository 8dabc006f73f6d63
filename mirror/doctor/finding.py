"""One thing that was looked at."""

from dataclasses import dataclass

OK, WARN, BAD = "ok", "warn", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is (`ok`, `warn` or `bad`), what was found, and what to do; None when nothing is."""

    about: str
    level: str
    found: str
    todo: str | None = None
