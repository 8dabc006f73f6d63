"""What a plan tells, held against what a sync sends."""

from collections.abc import Callable

from plan_worlds import Mirrored

World = Callable[..., Mirrored]
HERE = "http://127.0.0.1:9"  # nobody is asked there
