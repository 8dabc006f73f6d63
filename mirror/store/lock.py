"""The writer's lock: one process writes a mirror. The kernel lets go of it when its holder dies, however it dies."""

import os
import socket
from pathlib import Path

from filelock import FileLock, Timeout

from mirror.errors import DiskTrouble, MirrorBusy

PATIENCE = 5.0  # seconds a command waits for another writer before it gives up


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def take(path: Path, *, patience: float = PATIENCE) -> FileLock:
    """The lock on the mirror at `path`, held until it is released or the process ends.

    Raises MirrorBusy, which names the holder, when another process keeps it for longer than `patience` seconds.
    """
    lock = FileLock(_beside(path))
    try:
        lock.acquire(timeout=patience, poll_interval=0.1)
    except Timeout:
        raise MirrorBusy(
            f"{path} is being written by {_holder(path)}; wait for it, or stop it first."
        ) from None
    except OSError as trouble:
        raise DiskTrouble(
            f"{_beside(path)} cannot be written ({trouble.strerror}); check the folder."
        ) from trouble
    return lock


def _holder(path: Path) -> str:
    """Who holds the lock, as the newest unfinished run in the mirror says."""
    from mirror.store.files import open_reading  # noqa: PLC0415 - only the unlucky path needs it

    try:
        connection = open_reading(path)
        found = connection.execute(
            "select command, pid, host, started_at from mirror_runs where ended_at is null order by id desc limit 1"
        ).fetchone()
        connection.close()
    except Exception:  # noqa: BLE001 - the holder may be making the file this very moment
        found = None
    if found is None:
        return "another process"
    command, pid, host, since = found
    return f"'f1-mirror {command}' (process {pid} on {host}, since {since})"


def here() -> tuple[int, str]:
    """This process: its id and the name of its machine."""
    return os.getpid(), socket.gethostname()
