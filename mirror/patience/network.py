"""Patience for the connections of httpx, which limits each read of an answer's head, and not the head."""

from typing import Any

import httpcore

from mirror.patience import Patience


class Network(httpcore.SyncBackend):
    """httpcore's own network, read as long as there is patience."""

    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self._patience = patience

    def connect_tcp(self, *told: Any, **more: Any) -> httpcore.NetworkStream:
        """See httpcore."""
        return _Stream(super().connect_tcp(*told, **more), self._patience)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._stream.read(max_bytes, self._patience.left())
        except TimeoutError as late:
            raise httpcore.ReadTimeout(str(late)) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *told: Any, **more: Any) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(*told, **more), self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
