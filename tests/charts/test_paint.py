"""Colours, dashes and scales: pure, so exact."""

from mirror.charts import Chart, painted
from mirror.queries import QUERIES

ROWS = [
    {"driver": "Norris", "team": "McLaren", "lap_time_ms": 90_000},
    {"driver": "Piastri", "team": "McLaren", "lap_time_ms": 90_100},
    {"driver": "Albon", "team": "Williams", "lap_time_ms": 91_000},
    {"driver": "Nobody", "team": None, "lap_time_ms": 115_000},
    {"driver": "Unknown", "team": "New", "lap_time_ms": None},
]
COLORS = {"McLaren": "FF8700", "Williams": "FFFFFF"}


def chart(**spec: object) -> Chart:
    return Chart(QUERIES["lap_times"], {"data": {"name": "rows"}, "mark": "line", **spec})


def test_a_driver_has_the_colour_of_the_team_and_the_second_a_dash() -> None:
    spec = painted(
        chart(
            encoding={
                "color": {"field": "driver", "scale": {"range": "team"}},
                "strokeDash": {"field": "driver", "scale": {"range": "teammate"}},
            }
        ),
        {"rows": ROWS},
        COLORS,
    )
    names = ["Norris", "Piastri", "Albon", "Nobody", "Unknown"]
    assert spec["encoding"]["color"]["scale"] == {
        "range": ["#ff8700", "#ff8700", "#949494", "#7f7f7f", "#7f7f7f"],
        "domain": names,
    }
    assert spec["encoding"]["strokeDash"]["scale"] == {
        "range": [[1, 0], [5, 3], [1, 0], [1, 0], [1, 0]],
        "domain": names,
    }


def test_a_team_has_its_own_colour_and_a_scale_of_its_own_is_left_alone() -> None:
    own = {"domain": ["Q1"], "range": ["#123456"]}
    spec = painted(
        chart(
            encoding={
                "color": {"field": "team", "scale": {"range": "team"}},
                "shape": {"field": "part", "scale": dict(own)},
            }
        ),
        {"rows": ROWS},
        COLORS,
    )
    assert spec["encoding"]["color"]["scale"] == {
        "range": ["#ff8700", "#949494", "#7f7f7f"],
        "domain": ["McLaren", "Williams", "New"],
    }
    assert spec["encoding"]["shape"]["scale"] == own


def test_a_pit_lap_does_not_ruin_the_scale() -> None:
    laps = [{"driver": "Norris", "team": "McLaren", "lap_time_ms": 90_000 + n} for n in range(100)]
    laps[40]["lap_time_ms"] = 112_000
    spec = painted(
        chart(
            usermeta={"clip": {"lap_time_ms": 0.97}},
            encoding={"y": {"field": "lap_time_ms", "scale": {"zero": False}}, "x": {"field": "lap_number"}},
        ),
        {"rows": laps},
        COLORS,
    )
    scale = spec["encoding"]["y"]["scale"]
    assert scale["zero"] is False
    assert scale["nice"] is False
    least, most = scale["domain"]
    assert least < 90_000
    assert 90_097 <= most < 90_120
    assert "scale" not in spec["encoding"]["x"]
    assert "usermeta" not in spec


def test_what_the_file_says_stays_what_it_says() -> None:
    made = chart(
        encoding={"color": {"field": "driver", "scale": {"range": "team"}}}, config={"axis": {"grid": False}}
    )
    spec = painted(made, {"rows": ROWS}, COLORS)
    assert made.spec["encoding"]["color"]["scale"] == {"range": "team"}
    assert spec["config"]["axis"]["grid"] is False
    assert spec["config"]["axis"]["labelColor"]
    assert spec["datasets"] == {"rows": ROWS}
