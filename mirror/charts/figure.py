"""One chart with its data: what a page, a picture and a notebook are made of."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mirror.charts.catalogue import Chart
from mirror.charts.paint import Rows, painted
from mirror.queries import QUERIES, bind

# Answers a statement with its rows; whoever hands it in decides of which mirror and of which moment.
Ask = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]

_COLORS = "select name, color from teams where color is not null"


@dataclass(frozen=True)
class Figure:
    """A chart and the rows it shows."""

    chart: Chart
    data: Mapping[str, Rows]
    colors: Mapping[str, str]

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The whole Vega-Lite specification."""
        return painted(self.chart, self.data, self.colors)

    @property
    def rows(self) -> Rows:
        """The rows of the chart's own query."""
        return self.data["rows"]


def figure_of(chart: Chart, ask: Ask, given: Mapping[str, Any]) -> Figure:
    """The chart for those parameters; the further datasets are asked with the ones they know.

    Raises UsageError for a parameter that the chart's query does not have.
    """
    data: dict[str, Rows] = {}
    for dataset, name in chart.datasets.items():
        query = QUERIES[name]
        known = {parameter.name for parameter in query.parameters}
        own = given if dataset == "rows" else {key: value for key, value in given.items() if key in known}
        data[dataset] = ask(query.sql, bind(query, own))
    return Figure(chart, data, {row["name"]: row["color"] for row in ask(_COLORS, {})})


def asking(connection: sqlite3.Connection) -> Ask:
    """Answers from an open connection."""

    def ask(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        cursor = connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    return ask
