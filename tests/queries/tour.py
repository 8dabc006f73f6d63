"""The tour of `docs/tour.md` walked again; `python -m tests.queries.tour DEMO.db` prints it with what comes out today."""

import contextlib
import doctest
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tour.md"


def walked(text: str) -> str:
    """The page with the output of every block as it comes out in the present folder, which holds `demo.db`."""
    names: dict[str, object] = {}
    lines, printed = text.splitlines(), []
    examples = {example.lineno: example for example in doctest.DocTestParser().get_examples(text)}
    number = 0
    while number < len(lines):
        example = examples.get(number)
        if example is None:
            printed.append(lines[number])
            number += 1
            continue
        height = example.source.count("\n")
        printed += lines[number : number + height]
        number += height + example.want.count("\n")
        printed += example.want.splitlines() if example.exc_msg else _said(example.source, names)
    return "\n".join(printed) + "\n"


def _said(source: str, names: dict[str, object]) -> Iterator[str]:
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard):
        exec(compile(source, "tour", "single"), names)
    return iter(heard.getvalue().splitlines())


if __name__ == "__main__":
    demo = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(demo, Path(folder) / "demo.db")
        os.chdir(folder)
        print(walked(PAGE.read_text(encoding="utf-8")), end="")  # noqa: T201 - that is its purpose
