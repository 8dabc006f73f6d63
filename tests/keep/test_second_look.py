"""Whatever is left out of which answer, no row is removed that the provider still serves when asked a second time."""

import re
import shutil
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
    """A provider that leaves rows out: each with the chance of its answer's turn, drawn from `seed`.

    `served` are the ids of the last answer about a session, by endpoint and session.
    """

    def __init__(self, seed: int, shares: list[float]) -> None:
        self._random, self._shares = Random(seed), shares
        self.served: dict[tuple[str, int], set[int]] = {}
        self.left_out = 0

    def edit(self, target: str, answer: Any) -> Any:
        endpoint = target.partition("?")[0].rpartition("/")[2]
        if endpoint not in ASKED:
            return None
        share = self._random.choice(self._shares)
        kept = [row for row in answer["data"] if self._random.random() >= share]
        self.left_out += len(answer["data"]) - len(kept)
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
    marked = 0
    root: Path = tmp_path_factory.mktemp("second")

    @examples(max_examples=25)
    @given(seed=st.integers(0, 2**32), shares=st.lists(st.sampled_from([0.0, 0.02, 0.05, 0.1, 0.5, 1.0]), min_size=1, max_size=4))
    def holds(seed: int, shares: list[float]) -> None:
        nonlocal marked
        folder = Path(tempfile.mkdtemp(dir=root))
        keeper = first_whole.copy(folder)
        before = keeper.tables()
        for _ in range(2):
            keeper.now += DAY
            provider = Forgetful(seed, shares)
            keeper.sync("balldontlie", season="2025", endpoints=ASKED, full=True, edit=provider.edit)
            gone = removed(keeper)
            for place, rows in gone.items():
                assert not rows & provider.served[place]
            marked += sum(map(len, gone.values()))
        keeper.now += DAY
        keeper.sync("balldontlie", season="2025", endpoints=ASKED, full=True)
        assert keeper.tables() == before  # all that was only left out is back
        shutil.rmtree(folder)

    holds()
    assert marked  # or nothing was tried
