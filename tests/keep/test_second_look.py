"""Whatever is left out of which answer, no row is removed that the provider still serves when asked a second time."""

import re
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.keep.worlds import DAY, Keeper

ASKED = ("session_results", "session_timing_stats", "tire_stints")
_SESSION = re.compile(r"session_ids\[\]=(\d+)")


class Forgetful:
    """A provider that has lost a share of its rows, and leaves others out: each with the chance of its answer's turn.

    `served` are the ids of the last answer about a session, by endpoint and session.
    """

    def __init__(self, seed: int, lost: float, shares: list[float]) -> None:
        self._seed, self._lost, self._random, self._shares = seed, lost, Random(seed), shares
        self.served: dict[tuple[str, int], set[int]] = {}

    def _has(self, endpoint: str, row: int) -> bool:
        return Random(f"{self._seed} {endpoint} {row}").random() >= self._lost

    def edit(self, target: str, answer: Any) -> Any:
        endpoint = target.partition("?")[0].rpartition("/")[2]
        if endpoint not in ASKED:
            return None
        share = self._random.choice(self._shares)
        kept = [
            row for row in answer["data"] if self._has(endpoint, row["id"]) and self._random.random() >= share
        ]
        for session in map(int, _SESSION.findall(target)):
            self.served[endpoint, session] = {row["id"] for row in kept if row["session"]["id"] == session}
        return {**answer, "data": kept}


def removed(keeper: Keeper) -> dict[tuple[str, int], set[int]]:
    """The ids of the rows that are marked, by endpoint and session."""
    found: dict[tuple[str, int], set[int]] = {}
    for endpoint in ASKED:
        sql = f"select session_id, id from balldontlie_{endpoint} where removed_at is not null"
        for session, row in keeper.ask(sql):
            found.setdefault((endpoint, session), set()).add(row)
    return found


def test_what_the_second_look_still_brings_stays(first_whole: Keeper, tmp_path_factory: Any) -> None:
    marked, before = 0, first_whole.tables()
    root: Path = tmp_path_factory.mktemp("second")

    @examples(max_examples=20)
    @given(
        seed=st.integers(0, 2**32),
        lost=st.sampled_from([0.0, 0.02, 0.1]),
        shares=st.lists(st.sampled_from([0.0, 0.0, 0.02, 0.1, 0.5, 1.0]), min_size=1, max_size=4),
    )
    def holds(seed: int, lost: float, shares: list[float]) -> None:
        nonlocal marked
        keeper = first_whole.copy(Path(tempfile.mkdtemp(dir=root)))
        keeper.now += DAY
        provider = Forgetful(seed, lost, shares)
        keeper.sync("balldontlie", season="2025", endpoints=ASKED, full=True, edit=provider.edit)
        gone = removed(keeper)
        for place, rows in gone.items():
            assert not rows & provider.served[place]
        marked += sum(map(len, gone.values()))
        keeper.now += DAY
        keeper.sync("balldontlie", season="2025", endpoints=ASKED, full=True)
        assert keeper.tables() == before  # what comes back is as it was

    holds()
    assert marked  # or nothing was tried
