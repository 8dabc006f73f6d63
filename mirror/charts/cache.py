"""Pictures that were drawn already, kept until the data changes."""

from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from threading import Lock

_KEPT = 256  # pictures, of about 100 kB each
_HEADER = 48  # bytes, https://www.sqlite.org/walformat.html#the_wal_index_header


def state_of(path: Path) -> Hashable:
    """What changes whenever the file does: every commit writes to the file or to the log beside it.

    Two commits within a tick of the clock may leave times and sizes alone, when the log is written over from its
    beginning; hence the header of the log's index too, in which SQLite itself counts.
    """
    found: list[object] = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            told = one.stat()
        except OSError:
            found.append(None)
        else:
            found.append((told.st_ino, told.st_mtime_ns, told.st_size))
    try:
        with path.with_name(f"{path.name}-shm").open("rb", buffering=0) as index:
            found.append(index.read(_HEADER))
    except OSError:  # nobody has the log open, so nobody writes
        found.append(None)
    return tuple(found)


class Drawn:
    """The pictures of one mirror by what was asked for; safe in threads, the ones longest unused go first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: Hashable = None
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> tuple[bytes | None, Hashable]:
        """The picture kept under `key`, None without one, and the state of the file to hand to `keep`."""
        state = state_of(self._path)
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self._state = state
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found, state

    def keep(self, key: Hashable, state: Hashable, drawn: bytes) -> None:
        """Keeps a picture that was drawn from the file in `state`; an older one than the newest seen is not kept."""
        with self._lock:
            if state != self._state:
                return
            self._kept[key] = drawn
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
