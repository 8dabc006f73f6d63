"""Records the cassettes from the documented answers, served on loopback: `python -m tests.conformance.record`."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import vcr  # type: ignore[import-untyped]  # it ships no types

from mirror.http import Client
from mirror.providers import PROVIDERS
from tests.conformance.answers import ANSWERS, CASSETTES, Answer
from tests.conformance.replay import KEY, SECRET_HEADERS

_KINDS = {".json": "application/json; charset=utf-8", ".xml": "application/xml; charset=utf-8"}


@contextmanager
def _serving(answers: list[Answer]) -> Iterator[str]:
    """A server that answers each target with its documented body, and says nothing that changes from day to day."""
    bodies = {answer.request.target: answer for answer in answers}
    if len(bodies) != len(answers):
        raise ValueError("two documented answers answer the same question")

    class Documented(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = bodies[self.path]
            self.send_response_only(200)
            self.send_header("Content-Type", _KINDS[answer.path.suffix])
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Documented)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _as_if_from(base_url: str, loopback: str) -> Callable[[Any], Any]:
    """Puts the provider's address in the place of the loopback's."""

    def moved(request: Any) -> Any:
        request.uri = request.uri.replace(loopback, base_url)
        request.headers.pop("host", None)
        return request

    return moved


def record(provider: str, path: Path) -> None:
    """Writes the cassette of one provider to `path`, in place of any that is there."""
    owner = PROVIDERS[provider]
    answers = [answer for answer in ANSWERS if answer.provider.name == provider]
    path.unlink(missing_ok=True)
    with _serving(answers) as loopback:
        client = Client(loopback, KEY, owner.authorize(KEY))
        deck = vcr.VCR(
            filter_headers=SECRET_HEADERS,
            record_mode="once",
            before_record_request=_as_if_from(owner.base_url, loopback),
        )
        with deck.use_cassette(str(path)):
            for answer in answers:
                client.send(answer.request)
        client.close()


if __name__ == "__main__":
    CASSETTES.mkdir(exist_ok=True)
    for name in PROVIDERS:
        record(name, CASSETTES / f"{name}.yaml")
        sys.stdout.write(f"{name}.yaml\n")
