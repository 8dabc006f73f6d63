"""Weekends and sessions read out of what providers call them."""

from datetime import datetime

import pytest

from mirror.crosswalk.calendar import Named, grand_prix, sessions


@pytest.mark.parametrize(
    ("name", "season", "made"),
    [
        ("Formula 1 Heineken Silver Las Vegas Grand Prix 2023", 2023, ("las-vegas", True)),
        ("Etihad Airways Abu Dhabi Grand Prix", 2024, ("abu-dhabi", True)),
        ("Qatar Airways Qatar Grand Prix", 2024, ("qatar", True)),
        ("Qatar Airways Gran Premio del Made in Italy e dell'Emilia-Romagna", 2024, ("emilia-romagna", True)),
        ("Formula 1 Qatar Airways Australian Grand Prix 2025", 2025, ("australian", True)),
        ("Singapore Airlines Singapore GP", 2024, ("singapore", True)),
        ("Emirates Formula 1 70th Anniversary Grand Prix", 2020, ("70th-anniversary", True)),
        ("myWorld Großer Preis von Österreich", 2021, ("austrian", True)),
        ("Formula 1 Pirelli Gran Premio d\u2019Italia 2024", 2024, ("italian", True)),
        ("Grand Prix de Monaco", 2024, ("monaco", True)),
        ("Formula 1 Grande Prêmio do Brasil 2019", 2019, ("brazilian", True)),
        ("Brazilian Grand Prix", 2023, ("sao-paulo", True)),
        ("São Paulo Grand Prix", 2019, ("brazilian", True)),
        ("Mexican Grand Prix", 2022, ("mexico-city", True)),
        ("USA Grand Prix", 2024, ("united-states", True)),
        ("British Airways Spanish Grand Prix", 2027, ("spanish", True)),
        ("Pre-Season Testing", 2024, ("pre-season-testing", True)),
        ("Pre-Season Test 2", 2020, ("pre-season-testing", True)),
        ("Lenovo Rwandan Grand Prix 2027", 2027, ("lenovo-rwandan", False)),
        ("Grand Prix", 2027, ("grand-prix", False)),
        ("?", 2027, ("event", False)),
    ],
)
def test_a_grand_prix_is_found_among_its_sponsors(name: str, season: int, made: tuple[str, bool]) -> None:
    assert grand_prix(name, season) == made


def read(season: int, *told: tuple[str, str, str]) -> list[str | None]:
    """What sessions (type, name, start) are read as, whatever the order they come in."""
    named = [
        Named(str(n), type_, name, datetime.fromisoformat(start) if start else None)
        for n, (type_, name, start) in enumerate(told)
    ]
    forward = {one.id: one.what for one in sessions(season, named)}
    assert {one.id: one.what for one in sessions(season, named[::-1])} == forward
    return [forward[one.id] for one in named]


@pytest.mark.parametrize(
    ("type_", "name", "what"),
    [
        ("Practice", "FP1", "fp1"),
        ("practice", "Practice 2", "fp2"),
        ("Practice", "Third Practice", "fp3"),
        ("", "practice-1", "fp1"),
        ("Practice", "Day 2", "day-2"),
        ("Qualifying", "Qual", "qualifying"),
        ("qualifying", "Qualification", "qualifying"),
        ("qualifying", "Sprint Qualification", "sprint-qualifying"),
        ("Sprint Qualifying", "Sprint Shootout", "sprint-qualifying"),
        ("qualifying", "SQ", "sprint-qualifying"),
        ("sprint_race", "Sprint", "sprint"),
        ("Sprint", "Sprint Race", "sprint"),
        ("Sprint Qualifying", "Sprint Race", "sprint"),
        ("Race", "Sprint", "sprint"),
        ("", "race", "race"),
        ("Warm Up", "Warm Up", "warm-up"),
    ],
)
def test_words_say_what_a_session_is(type_: str, name: str, what: str) -> None:
    assert read(2024, (type_, name, "")) == [what]


def test_the_sprint_of_2021_was_called_sprint_qualifying() -> None:
    weekend = (
        ("Qualifying", "Qual", "2021-07-16T17:00"),
        ("Sprint Qualifying", "Sprint Qualifying", "2021-07-17T15:30"),
    )
    assert read(2021, *weekend) == ["qualifying", "sprint"]
    assert read(2024, *weekend) == ["qualifying", "sprint-qualifying"]


def test_of_two_qualifyings_the_one_before_the_sprint_is_the_sprints() -> None:
    first, second = (
        ("qualifying", "Qualifying", "2024-05-03T20:30"),
        ("qualifying", "Qualifying", "2024-05-04T20:00"),
    )
    sprint = ("sprint_race", "Sprint", "2024-05-04T16:00")
    assert read(2024, second, sprint, first) == ["qualifying", "sprint", "sprint-qualifying"]
    assert read(2024, second, first) == ["qualifying", "qualifying"]  # nothing tells them apart
    late = ("sprint_race", "Sprint", "2024-05-05T16:00")
    assert read(2024, second, late, first) == ["qualifying", "sprint", "qualifying"]


def test_practices_without_numbers_are_counted_when_none_has_one() -> None:
    first, second = ("practice", "Practice", "2024-05-03T10:30"), ("practice", "Practice", "2024-05-03T14:00")
    assert read(2024, second, first) == ["fp2", "fp1"]
    assert read(2024, second, first, ("practice", "Practice 1", "2024-05-03T10:30")) == [
        "practice",
        "practice",
        "fp1",
    ]
    assert read(2024, ("practice", "Practice", ""), first) == ["practice", "practice"]
