"""What a snapshot says of itself: `manifest.json`, versioned, with its own hash; its JSON Schema is in docs/.

Written with its `sha256` empty, the manifest hashes to what is then written there. It has one spelling only, so that a
changed byte is found even where it means nothing.
"""

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mirror.errors import FileRefused
from mirror.identity import SCHEMA
from mirror.instants import unix

NAME = "manifest.json"
FORMAT: Literal["f1-mirror snapshot"] = "f1-mirror snapshot"
VERSION = 1
_LARGEST = 64_000_000  # bytes; a manifest has some hundred thousand

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256, hexadecimal.")]
Instant = Annotated[str, Meta(description="UTC, ISO 8601, ending in Z.")]
Count = Annotated[int, Meta(ge=0)]


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the snapshot. `content_*` are of the database inside, which differ when it is compressed."""

    name: Annotated[str, Meta(description="The name in the folder.")]
    role: Annotated[Literal["mirror", "archive"], Meta(description="What it is.")]
    bytes: Annotated[int, Meta(ge=0, description="Its size.")]
    sha256: Hash
    compression: Literal["none", "zstd"]
    content_bytes: Annotated[int, Meta(ge=0, description="The size of the database inside.")]
    content_sha256: Hash


class TableDigest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one table holds. The logical hash depends on the rows alone, not on how the file keeps them."""

    rows: Count
    sha256: Annotated[
        str,
        Meta(
            pattern="^[0-9a-f]{64}$",
            description="SHA-256 of the rows in the order of their key as one JSON array, each row an array of its columns "
            "in their order, written as SQLite's json_group_array(json_array(...)) does.",
        ),
    ]


class Coverage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far one endpoint is mirrored."""

    scopes: Annotated[dict[str, Count], Meta(description="How many scopes are in each state.")]
    seasons: Annotated[
        list[int], Meta(description="The seasons with a complete scope; empty where scopes have none.")
    ]
    oldest_success: Annotated[
        Instant | None, Meta(description="When the scope that waits longest was last completed.")
    ]
    last_success: Annotated[
        Instant | None, Meta(description="The watermark: when a scope was completed last.")
    ]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A snapshot of f1-mirror: what it holds, from when it is, and the hashes by which it is proven."""

    format: Literal["f1-mirror snapshot"]
    version: Annotated[int, Meta(ge=1, description="The version of this format.")]
    created_at: Instant
    tool: Annotated[str, Meta(description="The version of f1-mirror that wrote it.")]
    sqlite: Annotated[str, Meta(description="The version of SQLite that wrote it.")]
    schema_version: Annotated[int, Meta(ge=1, description="The version of the tables (`user_version`).")]
    stem: Annotated[str, Meta(description="The mirror's name, without its ending.")]
    providers: Annotated[
        list[str], Meta(description="The providers that were chosen to go in; others have no rows.")
    ]
    seasons: Annotated[
        list[int] | None, Meta(description="The seasons that were chosen; null when all of them are in.")
    ]
    as_of: Annotated[Instant | None, Meta(description="The last moment of which the mirror knows anything.")]
    coverage: Annotated[dict[str, dict[str, Coverage]], Meta(description="By provider, then by endpoint.")]
    tables: Annotated[dict[str, TableDigest], Meta(description="By name.")]
    files: Annotated[list[File], Meta(description="All files of the folder beside the manifest.")]
    sha256: Annotated[str, Meta(description="Of this manifest, written with this field empty.")]

    def file(self, role: Literal["mirror", "archive"]) -> File | None:
        """The file of that role; None when there is none."""
        return next((file for file in self.files if file.role == role), None)

    @property
    def mirror(self) -> File:
        """The mirror's file. `read` lets no manifest pass that has none."""
        return next(file for file in self.files if file.role == "mirror")

    @property
    def rows(self) -> int:
        """How many rows the providers' tables hold."""
        return sum(
            digest.rows
            for name, digest in self.tables.items()
            if name.startswith(tuple(f"{provider}_" for provider in self.providers))
        )


def tool_version() -> str:
    """The version of this package."""
    return version("f1-mirror")


def sealed(manifest: Manifest) -> bytes:
    """The bytes of the manifest, with its own hash in place."""
    blank = msgspec.structs.replace(manifest, sha256="")
    own = hashlib.sha256(_spelled(blank)).hexdigest()
    return _spelled(msgspec.structs.replace(blank, sha256=own))


def read(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`, its own hash checked; the files beside it are not looked at.

    Raises FileRefused when the folder is no snapshot, or its manifest is damaged or of a newer version.
    """
    path = folder / NAME
    try:
        if not folder.is_dir():
            raise FileRefused(
                f"{folder} is not a folder; a snapshot is the folder that 'f1-mirror snapshot create' makes."
            )
        if not path.is_file():
            raise FileRefused(f"{folder} has no {NAME}, so it is no snapshot or an unfinished one.")
        if path.stat().st_size > _LARGEST:
            raise FileRefused(f"{path} is too large to be a manifest; get the snapshot again.")
        text = path.read_bytes()
    except OSError as trouble:
        raise FileRefused(f"{path} cannot be read ({trouble.strerror}).") from trouble
    return parsed(text, path)


def parsed(text: bytes, path: Path) -> Manifest:
    """The manifest in `text`, its own hash checked; `path` is for the sentence. Raises FileRefused."""
    damaged = FileRefused(f"{path} is damaged: it is not what was written; get the snapshot again.")
    try:
        told = msgspec.json.decode(text)
    except (ValueError, RecursionError):  # what is no JSON, and what is no UTF-8
        raise damaged from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise FileRefused(f"{path} is not the manifest of a snapshot of f1-mirror.")
    for name, known in (("version", VERSION), ("schema_version", SCHEMA)):
        if isinstance(told.get(name), int) and told[name] > known:
            raise FileRefused(
                f"{path} was written by a newer f1-mirror ({name.replace('_', ' ')} {told[name]}, this one knows {known});"
                " upgrade f1-mirror."
            )
    try:
        manifest = msgspec.convert(told, Manifest)
    except msgspec.ValidationError:
        raise damaged from None
    if sealed(manifest) != text or not _plain(manifest):
        raise damaged
    return manifest


def _plain(manifest: Manifest) -> bool:
    """Whether there is one mirror and at most one archive, no name leads out of the folder, and its moments are moments."""
    try:
        for moment in (manifest.created_at, manifest.as_of):
            if moment is not None:
                unix(moment)
    except ValueError:
        return False
    roles = [file.role for file in manifest.files]
    names = [file.name for file in manifest.files]
    return (
        roles.count("mirror") == 1
        and len(set(roles)) == len(roles)
        and len({*names, NAME}) == len(names) + 1
        and all(
            name and name.isprintable() and Path(name).name == name and not name.startswith(".")
            for name in [*names, manifest.stem]
        )
    )


def _spelled(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `manifest.json`."""
    made = msgspec.json.schema(Manifest)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, **made}


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode() + "\n")
