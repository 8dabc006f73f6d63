"""Which charts there are: the files `sql/queries/<name>.vl.json`, each beside the query that feeds it."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mirror.errors import UsageError
from mirror.places import SQL
from mirror.queries import QUERIES, Query

_FOLDER = SQL / "queries"
_ENDS = ".vl.json"


@dataclass(frozen=True)
class Chart:
    """One chart: a query and the Vega-Lite specification that draws its rows, which it calls `rows`.

    The specification's `usermeta` may say more: `datasets` (name -> query that is asked with the same parameters),
    `clip` (column -> the share of its values that the scale must show: the few slow ones beyond leave the frame).
    """

    query: Query
    spec: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of the query."""
        return self.query.name

    @property
    def title(self) -> str:
        """The title of the query."""
        return self.query.title

    @property
    def datasets(self) -> Mapping[str, str]:
        """The datasets of the specification, by name, and the query each is the answer of."""
        return {"rows": self.query.name, **self.spec.get("usermeta", {}).get("datasets", {})}

    @property
    def clip(self) -> Mapping[str, float]:
        """The columns whose scale leaves out the slowest, with the share of values that it shows."""
        found: Mapping[str, float] = self.spec.get("usermeta", {}).get("clip", {})
        return found


class _Charts(Mapping[str, Chart]):
    """The charts by name, in alphabetical order; a file is read when its chart is wanted."""

    @cached_property
    def _names(self) -> list[str]:
        return sorted(path.name.removesuffix(_ENDS) for path in _FOLDER.glob(f"*{_ENDS}"))

    def __getitem__(self, name: str) -> Chart:
        if name not in self._names:
            raise KeyError(name)
        text = (_FOLDER / f"{name}{_ENDS}").read_text(encoding="utf-8")
        return Chart(QUERIES[name], json.loads(text))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


CHARTS: Mapping[str, Chart] = _Charts()


def chart_called(name: str) -> Chart:
    """The chart of that name. Raises UsageError, which names the nearest or all."""
    if name in CHARTS:
        return CHARTS[name]
    near = difflib.get_close_matches(name, CHARTS, n=3)
    also = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(CHARTS)}."
    raise UsageError(f"There is no chart {name[:40]!r}; {also}")
