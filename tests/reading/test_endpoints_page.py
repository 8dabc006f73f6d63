"""The page of endpoints and filters is printed from the code."""

from pathlib import Path

from tests.reading.print_page import PAGE


def test_the_page_is_not_stale() -> None:
    # To print it again: python -m tests.reading.print_page > docs/endpoints.md
    assert (Path(__file__).parents[2] / "docs" / "endpoints.md").read_text(encoding="utf-8") == PAGE
