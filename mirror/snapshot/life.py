"""The lives of one row in two files, made one. Pure.

A life is what the ledger knows of a row: the births (`mirror_first_seen`), the versions that ended (`mirror_history`),
the present one, and when the file last looked. Two lives become one by laying their turns on one line of time: the row
was what the latest look before said it was. So it does not matter which file comes first, a life united with itself is
itself, and a version that loses is still in the history.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

_UNKNOWN = ""  # a moment before every other


class Birth(NamedTuple):
    """A row came into its table: when (UTC), and by which request."""

    at: str
    request: int | None


class Past(NamedTuple):
    """A version that ended: when (UTC), by which request, and the row as it was (JSON)."""

    valid_from: str | None
    valid_to: str
    request: int | None
    row: str


class Life(NamedTuple):
    """What one file knows of one row; `present` is None when the row is not in its table.

    `seen` is when the file last looked at the row, None when it does not tell.
    """

    births: tuple[Birth, ...]
    past: tuple[Past, ...]
    present: str | None
    seen: Birth | None = None


class _Turn(NamedTuple):
    """From `at` on the row was `row` (None: not there), as an answer to `request` said."""

    at: str
    row: str | None
    request: int | None


def united(one: Life, two: Life) -> Life:
    """The life that both files tell together: the newest look counts, of two at one moment that with the greater hash.

    `seen` of the result is None. Commutative; a life united with one that it contains stays what it is, but for versions
    that no moment ever showed.
    """
    turns: dict[str, _Turn] = {}
    passing: set[_Turn] = set()  # versions that ended at the very moment at which they began
    for life in (one, two):
        own, gone_at_once = _turns(life)
        passing |= gone_at_once
        for turn in own:
            known = turns.setdefault(turn.at, turn)
            winner = max(known, turn, key=_weight)
            passing |= {loser for loser in (known, turn) if loser.row not in (winner.row, None)}
            turns[turn.at] = winner
    return _told(turns, passing)


def _weight(turn: _Turn) -> tuple[bool, str, int]:
    digest = "" if turn.row is None else hashlib.sha256(turn.row.encode()).hexdigest()
    return turn.row is not None, digest, -(turn.request or 0)


def _turns(life: Life) -> tuple[Iterable[_Turn], set[_Turn]]:
    """The moments at which the row became something else, and the versions that no moment ever showed."""
    turns: dict[str, _Turn] = {}
    passing: set[_Turn] = set()
    before: Birth | None = None
    for _, end, request, row in life.past:
        begin = _begin(life.births, before, end)
        if begin.at == end:
            passing.add(_Turn(end, row, request))
        else:
            turns[begin.at] = _Turn(begin.at, row, begin.request)
            turns[end] = _Turn(end, None, request)
        if before is None or before.at != end:
            before = Birth(end, request)
    if life.present is not None:
        begin = _begin(life.births, before, None)
        turns[begin.at] = _Turn(begin.at, life.present, begin.request)
        if life.seen is not None and life.seen.at > begin.at:
            turns[life.seen.at] = _Turn(life.seen.at, life.present, life.seen.request)
    return turns.values(), passing


def _begin(births: tuple[Birth, ...], before: Birth | None, end: str | None) -> Birth:
    """When the version began that ended at `end`: when the one before it ended, or the row came (again)."""
    came = [birth for birth in births if end is None or birth.at <= end]
    last = max(came, key=lambda birth: birth.at, default=None)
    if before is None or (last is not None and last.at >= before.at):
        return last or Birth(_UNKNOWN, None)
    return before


def _told(turns: dict[str, _Turn], passing: set[_Turn]) -> Life:
    births: list[Birth] = []
    past: list[Past] = []
    state: str | None = None
    last: str | None = None
    for at in sorted({*turns, *(turn.at for turn in passing)}):
        turn = turns.get(at)
        was = state
        if turn is not None and turn.row != state:
            if state is not None:
                past.append(Past(last, at, turn.request, state))
                last = at
            state = turn.row
            if was is None:
                births.append(Birth(at, turn.request))
        shown = {one.row: one for one in sorted(passing, key=_order) if one.at == at and one.row != state}
        if shown and was is None and (not births or births[-1].at != at):
            births.append(Birth(at, next(iter(shown.values())).request))
        for row, one in shown.items():
            past.append(Past(last, at, one.request, str(row)))
            last = at
    return Life(tuple(births), tuple(past), state)


def _order(turn: _Turn) -> tuple[str, int]:
    return str(turn.row), -(turn.request or 0)
