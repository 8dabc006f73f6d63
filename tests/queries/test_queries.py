"""The loader: headers are read strictly, parameters are told and checked, and the folder's own files all fit."""

from pathlib import Path
from typing import Any

import pytest

from mirror.errors import UsageError
from mirror.queries import QUERIES, MalformedQuery, Parameter, Queries, Query, bind

GOOD = "-- Title\n-- What it\n-- is.\n-- :season integer The season.\n-- :pace number The pace.\n-- :who text Who.\n"
SQL = "select :season, :pace, :who"


def written(folder: Path, text: str, **parts: str) -> Queries:
    (folder / "with").mkdir()
    (folder / "asked.sql").write_text(text, encoding="utf-8")
    for name, part in parts.items():
        (folder / "with" / f"{name}.sql").write_text(part, encoding="utf-8")
    return Queries(folder)


def test_a_header_is_taken_apart(tmp_path: Path) -> None:
    expected = Query(
        "asked",
        "Title",
        "What it is.",
        (
            Parameter("season", "integer", "The season."),
            Parameter("pace", "number", "The pace."),
            Parameter("who", "text", "Who."),
        ),
        SQL,
    )
    queries = written(tmp_path, f"{GOOD}{SQL}\n")
    assert (list(queries), dict(queries)) == (["asked"], {"asked": expected})
    with pytest.raises(KeyError):
        queries["../asked"]


def test_parts_stand_before_the_query_once_each_and_after_their_own(tmp_path: Path) -> None:
    queries = written(
        tmp_path,
        "-- Title\n-- What.\n-- with: chosen=first both last\nwith own as (select 1)\nselect * from own",
        first="-- First.\nselect 1 as n",
        chosen="-- Never read.\nnonsense",
        both="-- Both.\n-- with: chosen\nselect * from chosen",
        last="-- Last.\n-- Folded.\nselect 2 as n",
    )
    assert queries["asked"].sql == (
        "with chosen as materialized (\nselect 1 as n\n),\n"
        "both as materialized (\nselect * from chosen\n),\n"
        "last as (\nselect 2 as n\n),\n"
        "own as (select 1)\nselect * from own"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("select 1", "asked.sql, line 1: a query begins with its title, as a comment."),
        ("-- Title\nselect 1", "asked.sql, line 2: a description follows the title."),
        (
            "-- Title\n--What.\nselect 1",
            "asked.sql, line 2: a line of the header is `-- text`, and `-- with:` ends it.",
        ),
        (
            "-- Title\n-- What.\n-- with: a\n-- More.\nselect 1",
            "asked.sql, line 4: a line of the header is `-- text`, and `-- with:` ends it.",
        ),
        (
            "-- Title\n-- What.\n-- :n whole N.\nselect :n",
            "asked.sql, line 3: a parameter is `:name type description`, of type integer, number or text.",
        ),
        (
            "-- Title\n-- What.\n-- :n text N.\n-- More.\nselect :n",
            "asked.sql, line 4: the description stands before the parameters.",
        ),
        (
            "-- Title\n-- What.\n-- :n text N.\n-- :n text N.\nselect :n",
            "asked.sql, line 1: the parameter :n is told twice.",
        ),
        (
            "-- Title\n-- What.\nselect :n, ':text'",
            "asked.sql, line 1: the parameter :n is used but not told in the header.",
        ),
        (
            "-- Title\n-- What.\n-- :n text N.\nselect ':n'",
            "asked.sql, line 1: the parameter :n is told in the header but not used.",
        ),
        ("-- Title\n-- What.\n", "asked.sql, line 2: one statement without a semicolon follows the header."),
        (
            "-- Title\n-- What.\nselect 1;",
            "asked.sql, line 3: one statement without a semicolon follows the header.",
        ),
        (
            "-- Title\n-- What.\n-- with: gone\nselect 1",
            "asked.sql: the part 'gone' is not in the folder `with`.",
        ),
        ("-- Title\n-- What.\n-- with: round\nselect 1", "round.sql: the part 'round' stands on itself."),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    queries = written(tmp_path, text, round="-- Round.\n-- with: round\nselect 1")
    with pytest.raises(MalformedQuery) as raised:
        queries["asked"]
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("given", "bound"),
    [
        ({}, {"season": None, "pace": None, "who": None}),
        ({"season": "", "pace": "", "who": None}, {"season": None, "pace": None, "who": None}),
        ({"season": "2024", "pace": "1.5", "who": 44}, {"season": 2024, "pace": 1.5, "who": "44"}),
        ({"season": 2024, "pace": 2, "who": "2"}, {"season": 2024, "pace": 2, "who": "2"}),
    ],
)
def test_what_is_given_is_bound(tmp_path: Path, given: dict[str, Any], bound: dict[str, Any]) -> None:
    assert bind(written(tmp_path, GOOD + SQL)["asked"], given) == bound


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"saeson": 1}, "asked has no parameter 'saeson'; it has season, pace, who. Did you mean 'season'?"),
        ({"xyz": 1}, "asked has no parameter 'xyz'; it has season, pace, who."),
        ({"season": "2024x"}, "asked: season is a whole number, which '2024x' is not."),
        ({"season": 1.5}, "asked: season is a whole number, which 1.5 is not."),
        ({"season": True}, "asked: season is a whole number, which True is not."),
        ({"season": 2**63}, "asked: season is a whole number, which 9223372036854775808 is not."),
        ({"pace": "fast"}, "asked: pace is a number, which 'fast' is not."),
        ({"who": 1.5}, "asked: who is a text, which 1.5 is not."),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(
    tmp_path: Path, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UsageError) as raised:
        bind(written(tmp_path, GOOD + SQL)["asked"], given)
    assert str(raised.value) == sentence


def test_the_answers_that_were_promised_are_there() -> None:
    promised = {
        "race_trace", "position_chart", "fastest_laps", "clean_pace", "stint_degradation", "undercut", "pit_loss",
        "pit_stop_league", "qualifying_gaps", "head_to_head", "points_by_round", "standings", "race_control_by_lap",
        "lap_times", "tyre_stints", "weather", "verdicts", "disagreements", "coverage", "fastest_by_session", "track_bands",
    }  # fmt: skip
    assert promised <= set(QUERIES)
