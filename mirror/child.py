"""Processes of this package's own, beside the one that a user started."""

import os
import subprocess
import sys
from typing import Any


def start(module: str, *words: str, **how: Any) -> "subprocess.Popen[Any]":
    """`python -m MODULE WORDS...` with this process's interpreter and packages; `how` is for subprocess.Popen.

    Its input is a pipe, which ends when this process does, however that ends. Raises OSError.
    """
    own = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "MALLOC_ARENA_MAX": "2",
    }  # or glibc gives every thread a heap that only grows
    # -P: this package, and not a folder of the same name that happens to be here.
    return subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **own},
        start_new_session=True,  # a Ctrl-C is for the process that started it, which ends it in its turn
        **how,
    )
