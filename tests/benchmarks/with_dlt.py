"""dlt as its documentation uses it: a resource an endpoint that yields pages, merged by primary key into SQLite.

It makes its own tables and columns: an embedded object is spread over the columns `session__event__name` and the like.
The client is the floor's, so that the difference is the library's alone.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

# It reads its settings when it is imported.
os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}

import dlt

from tests.benchmarks.job import PREFIX, Job, pages


def run(job: Job) -> None:
    """Fills the job's file."""
    pipeline = dlt.pipeline(
        "benchmark",
        pipelines_dir=str(Path(job.db).parent / "dlt"),
        destination=dlt.destinations.sqlalchemy(f"sqlite:///{job.db}"),
        dataset_name="main",
    )
    endpoints = dict.fromkeys(endpoint for endpoint, _ in job.targets)
    pipeline.run([_resource(job, endpoint) for endpoint in endpoints])


def _resource(job: Job, endpoint: str) -> Any:
    own = replace(job, targets=[target for target in job.targets if target[0] == endpoint])
    key = {"seasons": ["year"], "futures": ["id", "event_id"]}.get(endpoint, ["id"])
    return dlt.resource(
        _pages(own), name=PREFIX + endpoint, primary_key=key, write_disposition="merge", max_table_nesting=0
    )


def _pages(job: Job) -> Iterator[list[dict[str, Any]]]:
    for endpoint, target, data in pages(job):
        if endpoint == "futures":  # the question alone says for which event they are
            event = int(parse_qs(urlsplit(target).query)["event_ids[]"][0])
            data = [{**row, "event_id": event} for row in data]
        yield data
