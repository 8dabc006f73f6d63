"""Prints the rows that the documented answers become: `python -m tests.conformance.expect`. Read them before you keep them.

`fixtures/expected/<provider>/<answer>.json` holds every row of every table the answer touches; a column that is not
there is NULL.
"""

import json
import sys
import tempfile
from pathlib import Path

from mirror.store import Store
from tests.conformance.answers import ANSWERS, Answer
from tests.conformance.rows import Row, dumped, shaped, written


def printed(tables: dict[str, list[Row]]) -> str:
    """The tables as JSON, a row to a line."""
    parts = []
    for name, rows in tables.items():
        lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
        parts.append(f'  "{name}": [\n{lines}\n  ]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def become(answer: Answer) -> dict[str, list[Row]]:
    """The rows of an answer in a mirror that holds nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "f1.db")
        try:
            written(store, answer, shaped(answer, answer.body))
            return dumped(store.connection)
        finally:
            store.close()


if __name__ == "__main__":
    for each in ANSWERS:
        each.expected.parent.mkdir(parents=True, exist_ok=True)
        each.expected.write_text(printed(become(each)), encoding="utf-8")
        sys.stdout.write(f"{each}\n")
