"""Rows as a DataFrame of pandas or polars, column by column.

Kinds of columns: `integer`, `number`, `boolean`, `text`, `instant`, `json`; where a kind is not known (SQL of one's own)
it is read from the values, and from the name for truth values and moments.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from mirror.errors import MirrorError, UsageError
from mirror.reading.rows import Values

_ENGINES = ("pandas", "polars")
_DURATION = re.compile(r"(.+)_(ms|seconds)")
_TRUTH = re.compile(r"(is|has|was)_.+|retired|sprint|disabled|pit_open|single_event|rainfall_now")
_MOMENT = re.compile(
    r"(?!lap_).*_(at|time|date)|date|scheduled|scheduled_end|updated|since|until|valid_(from|to)"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")

# What the columns of the views and the queries hold, for an answer whose values do not tell.
_WHOLE = frozenset(
    """
    clean complete failing first_lap first_position_after first_position_before from_lap grid humidity_percent lap_end
    lap_number lap_start laps laps_completed laps_down left_out length_m matches message_id n neutralised neutralised_laps
    not_entitled not_published partial passed pit_stops position qualifying_a qualifying_b qualifying_n quarantined race_a
    race_b race_n rainfall reference_n round rows scopes season second_lap second_position_after second_position_before
    sector sprint_a sprint_b sprint_n sprint_points stint_number stop_number to_lap tyre_age tyre_age_at_start
    wind_direction_degrees
    """.split()  # noqa: SIM905 - a list of quoted words is hard to read
)
_FRACTIONS = frozenset(
    """
    air_temperature_c behind latitude longitude loss_ms mean_ms median_loss_ms median_ms median_over_race_ms ms_per_lap
    points points_a points_b pressure_mbar probability_percent r2 race_points reference_ms total_points track_temperature_c
    wind_speed
    """.split()  # noqa: SIM905 - as above
)

Column = Sequence[Any]


def frame(names: Sequence[str], rows: list[Values], kinds: Mapping[str, str], engine: str | None) -> Any:
    """The rows as a frame of `engine`, or of the first that is installed. Raises MirrorError."""
    chosen = _chosen(engine)
    found: dict[str, tuple[str, Column]] = {}
    columns: Sequence[Column] = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    for name, values in zip(names, columns, strict=True):
        found[name] = (_kind(name, kinds.get(name), values), values)
    found = _with_durations(found)
    return _pandas(found, len(rows)) if chosen == "pandas" else _polars(found)


def _chosen(engine: str | None) -> str:
    if engine is not None and engine not in _ENGINES:
        raise UsageError(f"A frame is made by pandas or polars, not by {engine!r}.")
    wanted = _ENGINES if engine is None else (engine,)
    for name in wanted:
        if find_spec(name) is not None:
            return name
    name = wanted[0]
    raise MirrorError(f"{' or '.join(wanted)} is not installed; 'pip install f1-mirror[{name}]' installs it.")


def _kind(name: str, told: str | None, values: Column) -> str:
    if told in ("integer", "number", "boolean", "text", "json"):
        return told
    types = set(map(type, values)) - {type(None)}
    if not types:
        return told or _by_name(name)
    if types == {int} and name not in _FRACTIONS:
        return "boolean" if _TRUTH.fullmatch(name) and set(values) <= {0, 1, None} else "integer"
    if types <= {int, float}:
        return "number"
    if types == {str} and (told == "instant" or _MOMENT.fullmatch(name)):
        # A moment without a zone is not said to be UTC.
        return "instant" if all(value is None or _ISO.fullmatch(value) for value in values) else "text"
    return "text" if types <= {str} else "object"


def _by_name(name: str) -> str:
    if name in _FRACTIONS:
        return "number"
    if name in _WHOLE or _DURATION.fullmatch(name):
        return "integer"
    if _TRUTH.fullmatch(name):
        return "boolean"
    return "instant" if _MOMENT.fullmatch(name) else "text"


def _with_durations(found: dict[str, tuple[str, Column]]) -> dict[str, tuple[str, Column]]:
    made: dict[str, tuple[str, Column]] = {}
    stems: dict[str, str] = {}
    for name, (kind, _) in found.items():
        told = _DURATION.fullmatch(name)
        if told is not None and kind in ("integer", "number"):
            stems.setdefault(told[1], name)
    for name, column in found.items():
        made[f"{name}_text" if name in stems else name] = column
    for stem, name in stems.items():
        made[stem] = ("milliseconds" if name.endswith("_ms") else "seconds", found[name][1])
    order = []
    for name in found:
        order += [f"{name}_text" if name in stems else name]
        order += [stem for stem, source in stems.items() if source == name]
    return {name: made[name] for name in order}


# pandas


def _pandas(found: dict[str, tuple[str, Column]], count: int) -> Any:
    pandas, numpy = import_module("pandas"), import_module("numpy")
    made = {name: _series(pandas, numpy, kind, values) for name, (kind, values) in found.items()}
    return pandas.DataFrame(made, index=pandas.RangeIndex(count), copy=False)


def _series(pandas: Any, numpy: Any, kind: str, values: Column) -> Any:
    if kind in ("integer", "boolean"):
        array = pandas.arrays.IntegerArray if kind == "integer" else pandas.arrays.BooleanArray
        type_ = numpy.int64 if kind == "integer" else numpy.bool_
        if None in values:
            missing = numpy.fromiter((value is None for value in values), bool, len(values))
            values = [0 if value is None else value for value in values]
        else:
            missing = numpy.zeros(len(values), bool)
        return array(numpy.array(values, dtype=type_), missing)
    if kind == "number":
        return numpy.array([numpy.nan if value is None else value for value in values], dtype=numpy.float64)
    if kind == "instant":
        return pandas.to_datetime(pandas.Series(values, dtype=object), utc=True, format="ISO8601").dt.as_unit(
            "us"
        )
    if kind in ("milliseconds", "seconds"):
        scale = 1 if kind == "milliseconds" else 1000
        whole = (
            numpy.array([numpy.nan if value is None else value for value in values], dtype=numpy.float64)
            * scale
        )
        gone = numpy.isnan(whole)
        told = numpy.where(gone, 0, numpy.rint(whole)).astype("timedelta64[ms]")
        told[gone] = numpy.timedelta64("NaT")
        return pandas.Series(told)
    if kind == "object":
        return pandas.Series(values, dtype=object)
    text = "str" if int(pandas.__version__.split(".")[0]) >= 3 else "string"
    if find_spec("pyarrow") is not None:  # what pandas keeps text in, when it is there
        arrow = import_module("pyarrow")
        return pandas.array(arrow.array(values, arrow.large_string()), dtype=text)
    return pandas.array(list(values), dtype=text)


# polars


def _polars(found: dict[str, tuple[str, Column]]) -> Any:
    polars = import_module("polars")
    return polars.DataFrame([_polar(polars, name, kind, values) for name, (kind, values) in found.items()])


def _polar(polars: Any, name: str, kind: str, values: Column) -> Any:
    if kind == "boolean":
        return polars.Series(
            name, [None if value is None else value != 0 for value in values], dtype=polars.Boolean
        )
    if kind == "instant":
        told = [None if value is None else datetime.fromisoformat(value).astimezone(UTC) for value in values]
        return polars.Series(name, told, dtype=polars.Datetime("us", "UTC"))
    if kind in ("milliseconds", "seconds"):
        scale = 1 if kind == "milliseconds" else 1000
        whole = [None if value is None else round(value * scale) for value in values]
        return polars.Series(name, whole, dtype=polars.Int64).cast(polars.Duration("ms"))
    if kind == "object":
        return polars.Series(name, values, strict=False)
    types = {"integer": polars.Int64, "number": polars.Float64}
    return polars.Series(name, values, dtype=types.get(kind, polars.String), strict=False)
