"""What every contender is given: an address, a list of requests, the tables and a file to fill."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

PREFIX = "balldontlie_"


@dataclass(frozen=True)
class Job:
    """One BALLDONTLIE mirror to be made.

    `targets` are the (endpoint, path and query) that f1-mirror asked in an earlier run of the same, in its order; `ddl`
    the statements that make its tables, which the floor uses too.
    """

    base_url: str
    api_key: str
    seasons: str
    db: str
    targets: list[tuple[str, str]]
    ddl: list[str]

    def written(self, path: Path) -> Path:
        """Writes the job into a file for the child process. Returns the path."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> "Job":
        """The job in a file."""
        given = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**given, "targets": [(endpoint, target) for endpoint, target in given["targets"]]})


def bodies(job: Job) -> Iterator[tuple[str, str, bytes]]:
    """Asks for the job's targets one after the other over one kept connection: (endpoint, target, body).

    Raises RuntimeError for an answer other than 200.
    """
    connection = http.client.HTTPConnection(urlsplit(job.base_url).netloc)
    headers = {"Authorization": job.api_key}
    for endpoint, target in job.targets:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{target} was answered with {answer.status}")
        yield endpoint, target, body
    connection.close()


def pages(job: Job) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """The rows of each answer: (endpoint, target, rows as the provider sends them)."""
    for endpoint, target, body in bodies(job):
        yield endpoint, target, orjson.loads(body)["data"]
