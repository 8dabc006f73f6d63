"""Charts: a query of `sql/queries/` and a Vega-Lite file beside it, drawn alike in Datasette, in Python and by the command.

sql/queries/<name>.sql ─► rows ─┐
sql/queries/<name>.vl.json ─────┴─► painted (pure) ─► SVG, PNG, a page that reacts, or an Altair chart
"""

from mirror.charts.catalogue import CHARTS, Chart, chart_called
from mirror.charts.drawing import png, svg
from mirror.charts.figure import Figure, asking, figure_of
from mirror.charts.paint import painted

__all__ = ["CHARTS", "Chart", "Figure", "asking", "chart_called", "figure_of", "painted", "png", "svg"]
