"""Tables of text: they fit, they cut what is too long, and nothing in them moves the cursor."""

from hypothesis import given
from hypothesis import strategies as st

from mirror.cli.listing import table

ROWS = [(1, "Red Bull Racing", None), (22, "Haas\x1b[31m F1\nTeam", 2.5)]


def test_a_table_as_wide_as_it_likes() -> None:
    assert list(table(["id", "name", "points"], ROWS, None)) == [
        "id  name               points",
        "--  -----------------  ------",
        " 1  Red Bull Racing",
        "22  Haas [31m F1 Team     2.5",
    ]


def test_a_table_that_has_to_fit() -> None:
    assert list(table(["id", "name", "points"], ROWS, 22)) == [
        "id  name        points",
        "--  ----------  ------",
        " 1  Red Bull …",
        "22  Haas [31m…     2.5",
    ]


@given(
    rows=st.lists(st.tuples(st.text(), st.integers(), st.none() | st.floats()), max_size=5),
    limit=st.integers(min_value=8, max_value=60),
)
def test_no_line_is_too_long(rows: list[tuple[str, int, float | None]], limit: int) -> None:
    lines = list(table(["some words", "number", "fraction"], rows, limit))
    told = lines[2 + len(rows) :]
    assert " ".join(told) == (
        "not shown: number, fraction" if limit < 14 else "not shown: fraction" if limit < 22 else ""
    )
    assert max(map(len, lines)) <= limit
    assert all(line.isprintable() for line in lines)


def test_columns_without_room_are_named() -> None:
    assert list(table(["id", "name", "points"], ROWS, 12)) == [
        "id",
        "--",
        " 1",
        "22",
        "not shown:",
        "name, points",
    ]
