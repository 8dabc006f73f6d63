"""The file on disk: its identity, its lock, its archive, and the one writer."""

from mirror.store.store import Settled, Store

__all__ = ["Settled", "Store"]
