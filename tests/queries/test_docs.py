"""The pages of `docs/` say what the queries say today, and the tour's lines still give what stands under them."""

import doctest
from pathlib import Path

import pytest
from click.testing import CliRunner

from mirror.cli import cli
from mirror.queries import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_the_queries_is_printed_from_their_headers() -> None:
    """To print it again: `python -m mirror.queries > docs/queries.md`."""
    assert (DOCS / "queries.md").read_text(encoding="utf-8") == page()


def test_the_tour_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To print it again: `python -m tests.queries.tour demo.db > tour.md`, of a demo made as the page says."""
    monkeypatch.chdir(tmp_path)
    command = ["demo", "--no-serve", "--db", "demo.db", "--season", "2024", "--switch", "events=3"]
    assert f"f1-mirror {' '.join(command)}\n" in (DOCS / "tour.md").read_text(encoding="utf-8")
    made = CliRunner().invoke(cli, command)
    assert made.exit_code == 0, made.output
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    failed, tried = doctest.testfile(str(DOCS / "tour.md"), module_relative=False, optionflags=flags)
    assert (failed, tried > 10) == (0, True)
