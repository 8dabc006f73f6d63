"""`f1-mirror snapshot verify`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from mirror.cli.options import json_option

if TYPE_CHECKING:
    from mirror.snapshot.manifest import Manifest


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def verify(folder: Path, as_json: bool) -> None:
    """Prove that a snapshot is what was made.

    Every byte of every file is held against the manifest, and the manifest against its own hash. Nothing is written.

    \b
    Example:
      f1-mirror snapshot verify shared
    """
    from mirror.snapshot.verify import verify as proven  # noqa: PLC0415 - loads what --help does not need

    manifest = proven(folder)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "manifest": msgspec.to_builtins(manifest)}))
        return
    for line in summary(folder, manifest):
        click.echo(line)


def summary(folder: Path, manifest: "Manifest") -> Iterator[str]:
    """What a snapshot is, in a few lines."""
    years = manifest.seasons
    seasons = (
        "all seasons" if years is None else f"season{'s' * (len(years) != 1)} {', '.join(map(str, years))}"
    )
    providers = ", ".join(manifest.providers) or "no provider"
    yield f"{folder}: a snapshot of {manifest.stem}, {seasons} of {providers}: {manifest.rows:,} rows"
    known = "nothing" if manifest.as_of is None else f"what was known at {_minute(manifest.as_of)}"
    yield f"made {_minute(manifest.created_at)} (UTC) by f1-mirror {manifest.tool}; it holds {known}"
    for file in manifest.files:
        packed = f", {file.content_bytes / 1e6:,.1f} MB unpacked" if file.compression != "none" else ""
        yield f"{file.name}: {file.bytes / 1e6:,.1f} MB{packed}, SHA-256 {file.sha256}"


def _minute(instant: str) -> str:
    return instant[:16].replace("T", " ")
