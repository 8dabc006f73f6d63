"""How `serve` listens: an answer that takes two pieces is not held back between them."""

import asyncio
import contextlib
import socket

from mirror import serve


def test_what_is_sent_is_sent_at_once() -> None:
    # Without it Nagle's algorithm waits for an acknowledgement, which the other side delays by 40 ms.
    async def delay_of_a_connection(listener: socket.socket) -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            own = writer.get_extra_info("socket")
            seen.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(met, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            found = await seen
            writer.close()
            await writer.wait_closed()
            return found

    with contextlib.closing(serve._listen("127.0.0.1", 0)) as listener:
        assert asyncio.run(delay_of_a_connection(listener)) == 1
