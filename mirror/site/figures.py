"""What a page needs to show a chart: its addresses, and words for those who do not see it. Pure."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from mirror.charts import Chart
from mirror.site.names import published

_WIDTH, _HEIGHT = 940, 520  # pixels, the room kept while a picture loads


def shown(chart: Chart, given: Mapping[str, str], to: Callable[[str], str]) -> dict[str, Any]:
    """The figure of a chart for those parameters; ones that its query does not have are left out."""
    known = {one.name for one in chart.query.parameters}
    asked = urlencode({name: value for name, value in given.items() if name in known and value})
    end = f"?{asked}" if asked else ""
    return {
        "name": chart.name,
        "title": chart.title,
        "description": chart.query.description.partition(". ")[0].rstrip(".") + ".",
        "alt": f"Chart: {chart.title}. The values are in the table on its page.",
        "page": to(f"/-/charts/{chart.name}{end}"),
        "svg": to(f"/-/charts/{chart.name}.svg{end}"),
        "json": to(f"/-/charts/{chart.name}.json{end}"),
        "query": to(f"/f1/{published(chart.name)}{end}"),
        "width": _WIDTH,
        "height": _HEIGHT,
    }
