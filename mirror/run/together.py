"""How many ids in one request the provider reads: a scope without rows that it did not read was not answered.

No document says how many values an array may have, and a parser that takes fewer drops the others without a word. When
the first and the last id of a request had rows, as many are known to be read.
"""

from collections.abc import Mapping

from mirror.catalogue import Scope
from mirror.store import Store

_REMEMBERED = 500  # shared requests of earlier runs that are looked at


class Together:
    """How many ids in one request a provider is known to read, from this run's answers and the ledger's."""

    def __init__(self, provider: str, store: Store) -> None:
        self._provider, self._store = provider, store
        self._read = 1
        self._remembered = False

    def unheard(self, rows: Mapping[Scope, int]) -> list[Scope]:
        """The scopes of a shared request that had no `rows` and may not have been read."""
        counts = list(rows.values())
        if counts[0] and counts[-1]:
            self._read = max(self._read, len(counts))
        if all(counts) or len(counts) <= self._read:
            return []
        if not self._remembered:
            self._remembered, self._read = True, max(self._read, self._earlier())
        return [] if len(counts) <= self._read else [scope for scope, count in rows.items() if not count]

    def _earlier(self) -> int:
        """The most ids of a request in the ledger whose first and last had rows by that answer itself."""
        sql = """
            select endpoint, scope, answered_at from mirror_requests
            where provider = ? and outcome = 'rows' and instr(scope, ' ') order by id desc limit ?
        """
        most = 1
        for endpoint, text, at in self._store.connection.execute(sql, (self._provider, _REMEMBERED)):
            scopes = text.split(" ")
            if len(scopes) > most and all(
                self._had_rows(endpoint, scope, at) for scope in (scopes[0], scopes[-1])
            ):
                most = len(scopes)
        return most

    def _had_rows(self, endpoint: str, scope: str, at: str) -> bool:
        sql = "select 1 from mirror_checkpoints where (provider, endpoint, scope, asked_at) = (?, ?, ?, ?) and rows > 0"
        found = self._store.connection.execute(sql, (self._provider, endpoint, scope, at))
        return found.fetchone() is not None
