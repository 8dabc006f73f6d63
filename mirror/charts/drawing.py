"""A painted specification as a picture: vl-convert draws it with no network and no browser."""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

import vl_convert

from mirror.charts.paint import INK

_GLOBALS = "window.vegaEmbed = vegaEmbed; window.vegaLite = vegaLite; window.vega = vega;"
_OPENING = re.compile(r"<svg\b[^>]*>")
_NUMBERED = re.compile(r"\b(clip|gradient_)(\d+)\b")  # vl-convert counts on from picture to picture
# `currentColor` follows the page where the picture stands inside it, and the scheme of the reader where it is a file.
_STYLE = (
    "<style>svg.f1-chart{color:#1f2329}@media(prefers-color-scheme:dark){svg.f1-chart{color:#e6e9ed}}"
    "@media print{svg.f1-chart{color:#1f2329}}</style>"
)


def svg(spec: Mapping[str, Any], title: str, description: str) -> str:
    """The chart as SVG text, named and described for those who hear it, in ink that suits a light and a dark page."""
    drawn = vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[])
    opening = _OPENING.search(drawn)
    assert opening is not None  # noqa: S101  what vl-convert draws is an SVG
    tag = re.sub(r'\s(?:role|class|aria-[a-z]+)="[^"]*"', "", opening.group())
    named = tag.replace("<svg", '<svg role="img" class="f1-chart" aria-labelledby="t d"', 1)
    told = f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>{_STYLE}'
    return _renumbered(f"{named}{told}{drawn[opening.end() :].replace(INK, 'currentColor')}")


def _renumbered(picture: str) -> str:
    """The picture with its ids counted from 0, so that equal rows give equal bytes."""
    seen: dict[str, str] = {}
    return _NUMBERED.sub(lambda one: seen.setdefault(one.group(), f"{one.group(1)}{len(seen)}"), picture)


def png(spec: Mapping[str, Any], *, scale: float = 2.0) -> bytes:
    """The chart as PNG on white, `scale` pixels a unit."""
    return bytes(
        vl_convert.vegalite_to_png(
            json.dumps({**spec, "background": "white"}), scale=scale, allowed_base_urls=[]
        )
    )


def javascript() -> str:
    """Vega, Vega-Lite and Embed as one script that needs nothing else; about 0.9 MB, and a second and a half to make."""
    return vl_convert.javascript_bundle(_GLOBALS)
