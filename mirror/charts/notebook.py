"""A chart in a notebook: an Altair chart with its data inside, ready to be changed."""

from typing import Any

from mirror.charts.figure import Figure
from mirror.charts.paint import INK

_INK_OF_PAPER = "#1b1e23"  # a notebook has a light page and knows no `currentColor`


def altair_chart(figure: Figure) -> Any:
    """The figure as an `altair.Chart` or `altair.LayerChart`; nothing of it needs the network but the notebook's own."""
    import altair  # noqa: PLC0415 - a third of a second, and only notebooks want it

    return altair.Chart.from_dict(_repainted(figure.spec))


def _repainted(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _repainted(value) for name, value in part.items() if name != "$schema"}
    if isinstance(part, list):
        return [_repainted(one) for one in part]
    return _INK_OF_PAPER if part == INK else part
