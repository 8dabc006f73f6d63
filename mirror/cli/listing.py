"""Rows as people and programs want them: a table that fits the terminal, CSV, JSON, or one JSON object a line."""

import csv
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from mirror.listing import plain, table, unique

FORMATS = ("table", "csv", "json", "ndjson")


def width(stream: TextIO) -> int | None:
    """How many letters a line of `stream` may have; None where that does not matter."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def write(
    names: Sequence[str], rows: Iterable[Sequence[Any]], form: str, stream: TextIO | None = None
) -> None:
    """Writes rows in one of `FORMATS` as they come; a table looks at the first thousand for its widths."""
    out = sys.stdout if stream is None else stream
    if form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([plain(value) for value in row] for row in rows)
        return
    if form == "table":
        out.writelines(f"{line}\n" for line in table(names, rows, width(out)))
        return
    objects = (
        json.dumps(dict(zip(unique(names), map(plain, row), strict=True)), ensure_ascii=False) for row in rows
    )
    if form == "ndjson":
        out.writelines(f"{line}\n" for line in objects)
        return
    first = next(objects, None)
    out.write("[" if first is None else f"[{first}")
    out.writelines(f",\n{line}" for line in objects)
    out.write("]\n")


__all__ = ["FORMATS", "table", "unique", "width", "write"]
