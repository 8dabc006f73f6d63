"""How long a provider wants to be left alone: it stands in the file, so every process knows, not only the one it told.

Like the requests of the ledger it is told by the clock of the process that was told, and seen by the present one. No more
than a day of it is believed, whatever was said: a header may be broken, and who gets another key is not to be locked out
for long. (A key cannot be told from another, for nothing of it is kept; an address can.) A quota that is spent for longer
is asked once a day.
"""

from dataclasses import dataclass
from sqlite3 import Connection

from mirror.budget.clocks import moment
from mirror.budget.windows import DAY
from mirror.clock import Boot
from mirror.instants import stamp, unix
from mirror.store import Store

LONGEST = DAY

_HAS_TABLE = "select 1 from sqlite_schema where type = 'table' and name = 'mirror_silences'"
_OF = (
    "select address, request_id, told_at, until, why from mirror_silences where provider = ? order by address"
)


@dataclass(frozen=True, slots=True)
class Silence:
    """Who at `address` (scheme and host) wants to be left alone until `until` (unix seconds), and in which words."""

    address: str
    until: float
    why: str

    @property
    def told(self) -> dict[str, str]:
        """The same as JSON may hold it, the moment as UTC ISO 8601 text."""
        return {"address": self.address, "until": stamp(self.until), "why": self.why}


def silences(connection: Connection, provider: str, now: float, boot: Boot | None) -> list[Silence]:
    """What is not over at `now` (unix seconds), by address; `boot` is the machine's present one by the clock of `now`."""
    if connection.execute(_HAS_TABLE).fetchone() is None:  # a mirror of an earlier time, which is only read
        return []
    found = []
    for address, number, told_at, until, why in connection.execute(_OF, (provider,)).fetchall():
        told = moment(connection, number, told_at, boot, now)
        over = told + min(unix(until) - unix(told_at), LONGEST)
        if over > now:
            found.append(Silence(address, over, why))
    return found


def silence(
    connection: Connection, provider: str, address: str, now: float, boot: Boot | None
) -> Silence | None:
    """What the provider at `address` said, where that is not over at `now`; see `silences`."""
    return next((one for one in silences(connection, provider, now, boot) if one.address == address), None)


def keep(
    store: Store, provider: str, address: str, number: int, now: float, seconds: float, why: str
) -> Silence:
    """Notes that the answer to request `number` asked at `now` (unix seconds) for so many seconds, and tells until when."""
    until = now + min(seconds, LONGEST)
    with store.transaction():
        store.connection.execute(
            "insert or replace into mirror_silences (provider, address, request_id, told_at, until, why)"
            " values (?, ?, ?, ?, ?, ?)",
            (provider, address, number, stamp(now), stamp(until), why),
        )
    return Silence(address, until, why)
