"""Lives laid side by side: plain cases, each a whole life."""

from mirror.snapshot.life import Birth, Life, Past, united

T = [f"2026-03-01T10:{minute:02d}:00.000Z" for minute in range(10)]


def life(present: str | None, *births: int, past: tuple[Past, ...] = (), seen: int | None = None) -> Life:
    """A life whose births and last look are at minutes, by requests of the same number."""
    look = None if seen is None else Birth(T[seen], seen)
    return Life(tuple(Birth(T[minute], minute) for minute in births), past, present, look)


def ended(end: int, row: str, begin: int | None = None) -> Past:
    return Past(None if begin is None else T[begin], T[end], end, row)


def both_ways(one: Life, two: Life) -> Life:
    made = united(one, two)
    assert united(two, one) == made
    return made


def test_the_same_row_came_when_it_came_first() -> None:
    assert both_ways(life("x", 2), life("x", 4)) == life("x", 2)


def test_the_later_value_stands_and_the_earlier_is_in_the_past() -> None:
    assert both_ways(life("x", 2), life("y", 4)) == life("y", 2, past=(ended(4, "x"),))


def test_a_later_look_brings_the_earlier_value_back() -> None:
    made = both_ways(life("x", 2, seen=6), life("y", 4))
    assert made == life("x", 2, past=(ended(4, "x"), ended(6, "y", 4)))


def test_a_longer_past_holds_a_shorter_one() -> None:
    longer = life("z", 1, past=(ended(3, "x"), ended(5, "y", 3)))
    assert both_ways(longer, life("y", 1, past=(ended(3, "x"),))) == longer
    assert both_ways(longer, longer) == longer


def test_a_row_that_went_is_gone_when_that_was_seen_last() -> None:
    gone = life(None, 1, past=(ended(5, "x"),))
    assert both_ways(gone, life("x", 2)) == gone
    assert both_ways(gone, life("x", 7)) == life("x", 1, 7, past=(ended(5, "x"),))


def test_at_one_moment_the_greater_hash_stands_and_the_other_is_kept() -> None:
    made = both_ways(life("x", 3), life("y", 3))
    assert (made.births, {made.present, *(past.row for past in made.past)}) == ((Birth(T[3], 3),), {"x", "y"})
    assert [(past.valid_from, past.valid_to) for past in made.past] == [(None, T[3])]
    assert both_ways(made, life("x", 3)) == made
    assert both_ways(made, life("y", 3)) == made


def test_a_stub_that_was_filled_at_once_stays_a_stub_of_the_past() -> None:
    filled = life("full", 2, past=(ended(2, "stub"),))
    assert both_ways(filled, filled) == filled
    assert both_ways(filled, life("new", 4)).present == "new"
    assert both_ways(filled, life("old", 1)).present == "full"
