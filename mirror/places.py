"""Where the files that are not Python live: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _place(name: str) -> Path:
    """The folder or file `name`, in the wheel if it is there, else at the top of the checkout."""
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parent / name


SQL = _place("sql")
FIXTURES = _place("fixtures")
DATASETTE_YML = _place("datasette.yml")
