"""f1-mirror as it is: the command `sync` with one JSON line an event, archive, ledger, drift and foreign keys."""

import contextlib
import io
import os
from pathlib import Path

from mirror.cli.sync import sync
from tests.benchmarks.job import Job


def run(job: Job) -> None:
    """Fills the job's file. Raises RuntimeError when the mirror is not complete."""
    os.environ |= {
        "BALLDONTLIE_BASE_URL": job.base_url,
        "BALLDONTLIE_API_KEY": job.api_key,
        "BALLDONTLIE_REQUESTS_PER_MINUTE": "1e9",
    }
    words = ["balldontlie", "--season", job.seasons, "--db", job.db, "--log", "json", "--json"]
    told = io.StringIO()
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stderr(nowhere),
        contextlib.redirect_stdout(told),
    ):
        code = sync.main(words, standalone_mode=False)
    if code:
        raise RuntimeError(f"f1-mirror ended with {code}: {told.getvalue()}")
