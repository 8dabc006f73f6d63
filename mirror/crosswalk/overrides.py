"""The file of overrides: what a person knows better, beside the mirror as `<stem>.crosswalk.csv`."""

import csv
from collections.abc import Iterable
from pathlib import Path

from mirror.crosswalk.entries import PROVIDERS
from mirror.crosswalk.names import slug

KINDS = ("driver", "team", "circuit", "event", "session", "season")
COLUMNS = ("kind", "provider", "provider_id", "canonical_id")


def overrides_path(mirror: Path) -> Path:
    """Where the overrides of a mirror are: `f1.crosswalk.csv` beside `f1.db`."""
    return mirror.with_name(f"{mirror.stem}.crosswalk.csv")


def read(lines: Iterable[str]) -> tuple[dict[tuple[str, str, str], str], list[str]]:
    """What the file says, as (kind, provider, provider's id) -> canonical id, and a sentence for each line left out."""
    found: dict[tuple[str, str, str], str] = {}
    wrong: list[str] = []
    rows = csv.reader(lines)
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#") or (rows.line_num == 1 and tuple(cells) == COLUMNS):
            continue
        trouble = _trouble(cells)
        key = tuple(cells[:3])
        if not trouble and found.get((key[0], key[1], key[2]), cells[3]) != cells[3]:
            trouble = f"{cells[0]} {cells[1]} {cells[2]} has two canonical ids, and the first one counts"
        if trouble:
            wrong.append(f"Line {rows.line_num} of the overrides was left out: {trouble}.")
        else:
            found[(key[0], key[1], key[2])] = cells[3]
    return found, wrong


def _trouble(cells: list[str]) -> str | None:
    if len(cells) != len(COLUMNS) or not all(cells):
        return f"it needs {', '.join(COLUMNS)}"
    kind, provider, _, canonical = cells
    if kind not in KINDS:
        return f"'{kind}' is none of {', '.join(KINDS)}"
    if provider not in PROVIDERS:
        return f"'{provider}' is none of {', '.join(PROVIDERS)}"
    if slug(canonical) != canonical:
        return f"'{canonical}' is no canonical id, which has lower-case letters, digits and dashes"
    return None


def left_out(mirror: Path) -> list[str]:
    """A sentence for each line that was left out of the overrides beside a mirror; none when there is no such file."""
    path = overrides_path(mirror)
    if not path.is_file():
        return []
    return read(path.read_text(encoding="utf-8-sig", errors="replace").splitlines())[1]
