"""A Vega-Lite specification with data and colours put in. Pure: the same rows give the same chart, to the letter."""

import colorsys
import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mirror.charts.catalogue import Chart

Rows = Sequence[Mapping[str, Any]]

# Every line and letter of a chart has this one colour, which a page replaces by its own: it never is a team's.
INK = "#1f2329"
_FONT = "Liberation Sans, Helvetica, Arial, sans-serif"
_HEX = re.compile(r"[0-9a-fA-F]{6}")
_NO_TEAM = "7f7f7f"
_DARKEST, _LIGHTEST = 0.38, 0.58  # lightness at which a line is told from a white page and from a black one
_SECOND = [5, 3]  # the dash of a team's second driver, in pixels

CONFIG: Mapping[str, Any] = {
    "aria": False,  # the picture has one name and one description, and the table below it has the values
    "background": "transparent",
    "font": _FONT,
    "view": {"stroke": "transparent"},
    "axis": {
        "labelColor": INK, "titleColor": INK, "domainColor": INK, "tickColor": INK, "gridColor": INK,
        "gridOpacity": 0.13, "labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal",
    },
    "header": {"labelColor": INK, "titleColor": INK},
    "legend": {
        "labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "symbolStrokeWidth": 2.5,
        "symbolSize": 160,
    },
    "title": {"color": INK, "subtitleColor": INK, "anchor": "start", "fontSize": 16, "subtitleFontSize": 12},
    "text": {"color": INK, "font": _FONT},
    "rule": {"color": INK},
}  # fmt: skip


def painted(
    chart: Chart, data: Mapping[str, Rows], colors: Mapping[str, str], *, width: int = 760
) -> dict[str, Any]:
    """The chart's specification, whole: data inside, drivers in the colours of their teams, scales that fit.

    `data` are the rows of every dataset of the chart, `colors` six hexadecimal digits by the name of a team. A scale
    whose range is `"team"` gets a colour a driver (or a team), one whose range is `"teammate"` a dash for the second
    driver of a team.
    """
    spec = copy.deepcopy(dict(chart.spec))
    spec.pop("usermeta", None)
    rows = data["rows"]
    teams = _teams(rows)
    known = {team: _readable(color) for team, color in colors.items()}
    paint = {name: known.get(team or "", f"#{_NO_TEAM}") for name, team in teams.items()}
    paint |= {team: known.get(team, f"#{_NO_TEAM}") for team in dict.fromkeys(teams.values()) if team}
    scales = {
        "team": (lambda name: paint.get(name, f"#{_NO_TEAM}")),
        "teammate": (lambda name: _SECOND if _is_second(name, teams) else [1, 0]),
    }
    limits = {column: _limits(rows, column, share) for column, share in chart.clip.items()}
    for encoding in _encodings(spec):
        _paint(encoding, rows, scales, limits)
    spec["datasets"] = {name: [dict(row) for row in found] for name, found in data.items()}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": f"{chart.title}. {chart.query.description}",
        "width": width,
        **spec,
        "config": _merged(CONFIG, spec.get("config", {})),
    }


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _merged(one[key], other[key])
        if isinstance(one.get(key), Mapping) and isinstance(other.get(key), Mapping)
        else other.get(key, one.get(key))
        for key in (*one, *(key for key in other if key not in one))
    }


def _encodings(part: Any) -> Iterable[dict[str, Any]]:
    """Every channel's definition, however deep its layer is."""
    if isinstance(part, list):
        for one in part:
            yield from _encodings(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "encoding":
                yield from (one for one in value.values() if isinstance(one, dict))
            else:
                yield from _encodings(value)


def _paint(
    encoding: dict[str, Any], rows: Rows, scales: Mapping[str, Any], limits: Mapping[str, list[float] | None]
) -> None:
    scale, column = encoding.get("scale"), str(encoding.get("field"))
    given = scale.get("range") if isinstance(scale, dict) else None
    if scale is not None and isinstance(given, str) and given in scales:
        names = list(dict.fromkeys(row[column] for row in rows if row.get(column) is not None))
        scale["domain"], scale["range"] = names, [scales[given](name) for name in names]
    limit = limits.get(column)
    if limit is not None:
        encoding["scale"] = {**(scale or {}), "domain": limit, "nice": False}


def _limits(rows: Rows, column: str, share: float) -> list[float] | None:
    """From the least value to the one below which `share` of them are, with a little air; None without values."""
    values = sorted(row[column] for row in rows if row.get(column) is not None)
    if not values:
        return None
    least, most = values[0], values[min(len(values) - 1, int(share * len(values)))]
    air = max((most - least) * 0.04, 1)
    return [least - air, most + air]


def _teams(rows: Rows) -> dict[str, str | None]:
    """The first team of every driver, in the order of the rows."""
    found: dict[str, str | None] = {}
    for row in rows:
        if row.get("driver") is not None:
            found.setdefault(row["driver"], row.get("team"))
        elif row.get("team") is not None:
            found.setdefault(row["team"], row["team"])
    return found


def _is_second(name: str, teams: Mapping[str, str | None]) -> bool:
    mates = sorted(driver for driver, team in teams.items() if team is not None and team == teams.get(name))
    return bool(mates.index(name) % 2) if name in mates else False


def _readable(color: str) -> str:
    """A team's colour, lighter or darker where it would be lost on a white or on a black page."""
    digits = color if _HEX.fullmatch(color) else _NO_TEAM
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)))
    lightness = min(max(lightness, _DARKEST), _LIGHTEST)
    return "#" + "".join(
        f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation)
    )
