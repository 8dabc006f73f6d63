"""Race control: flags of the track, messages and the weather of a session."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from mirror.sandbox.world import documented
from mirror.sandbox.world.calendar import Event, Kind, Session
from mirror.sandbox.world.racing import FORMATION
from mirror.sandbox.world.session import Message, Run, Weather

_MESSAGES = {
    Kind.RACE: 100,
    Kind.SPRINT: 55,
    Kind.QUALIFYING: 65,
    Kind.SPRINT_QUALIFYING: 65,
    Kind.PRACTICE: 44,
}


def slow_laps(event: Event, kind: Kind, laps: int, rng: Random) -> range:
    """Laps behind the safety car, an empty range for most sprints and some races."""
    if event.race.id == documented.RACE and kind is Kind.RACE:
        return range(2, 4)
    if kind is not Kind.RACE or laps < 8 or (rng.random() < 0.35 and not event.red_flagged):
        return range(0)
    first = rng.randint(3, laps - 4)
    return range(first, min(first + 3, laps))


def lap_starts(session: Session, runs: Sequence[Run]) -> list[datetime]:
    """When the leader began each lap, and at last the finish: laps + 1 instants."""
    longest = max(runs, key=lambda run: (len(run.laps), -run.total_ms), default=None)
    at = session.start + (FORMATION if session.kind.is_race else timedelta(0))
    starts = [at]
    for ms in longest.laps if longest else []:
        at += timedelta(milliseconds=ms)
        starts.append(at)
    return starts


def track_flags(
    event: Event, session: Session, starts: Sequence[datetime], slow: range, rng: Random
) -> tuple[tuple[datetime, str], ...]:
    """The states of the track with their instants, in order."""
    flags = [(session.start - timedelta(minutes=60 if session.kind is Kind.RACE else 15), "AllClear")]
    if session.kind.is_race:
        yellow = starts[0] + timedelta(seconds=85, milliseconds=388)
        flags += [
            (yellow, "Yellow"),
            (yellow + timedelta(seconds=21), "AllClear" if not slow else "SCDeployed"),
        ]
        if slow:
            start = max(starts[slow.start - 1], flags[-1][0])
            flags[-1] = (start, "SCDeployed")
            flags.append((starts[slow.stop - 1], "AllClear"))
    for _ in range(2):
        at = starts[rng.randrange(len(starts) // 2, len(starts) - 1)] + timedelta(
            milliseconds=rng.randrange(50_000)
        )
        flags += [(at, "Yellow"), (at + timedelta(milliseconds=rng.randrange(9_000, 40_000)), "AllClear")]
    if session.kind is Kind.RACE and rng.random() < 0.4:
        at = starts[len(starts) // 2] + timedelta(seconds=7)
        flags += [
            (at, "VSCDeployed"),
            (at + timedelta(seconds=95), "VSCEnding"),
            (at + timedelta(seconds=108), "AllClear"),
        ]
    if session.kind is Kind.RACE and event.red_flagged:
        at = starts[-1] + timedelta(seconds=2) if event.shortened else starts[len(starts) * 2 // 3]
        flags.append((at, "Red"))
        if not event.shortened:
            flags.append((at + timedelta(minutes=1, seconds=10), "AllClear"))
    flags.sort()
    for index, row in enumerate(documented.of_session("track_status", session.id)):
        flags[index] = (datetime.fromisoformat(row["utc_time"]), row["status"])
    return tuple(sorted(flags))


def messages(
    session: Session,
    runs: Sequence[Run],
    starts: Sequence[datetime],
    flags: Sequence[tuple[datetime, str]],
    laps_scale: float,
    rng: Random,
) -> tuple[Message, ...]:
    """Messages in the order of their instants; the first two of a race are the documented ones moved in time."""

    def lap_at(at: datetime) -> int:
        return max(1, sum(start <= at for start in starts[:-1]))

    before = session.start - timedelta(minutes=40)
    told = [
        Message(before - timedelta(minutes=12, seconds=22), 1, "Other", None, None, None, None,
                "PINK HEAD PADDING MATERIAL MUST BE USED"),
        Message(before + timedelta(seconds=1), 1, "Flag", "GREEN", "Track", None, None, "GREEN LIGHT - PIT EXIT OPEN"),
    ]  # fmt: skip
    numbers = sorted((run.entry for run in runs if run.laps), key=lambda car: car.number)
    for at, status in flags[1:]:
        flag = {"Yellow": "YELLOW", "AllClear": "CLEAR", "Red": "RED"}.get(status)
        text = {
            "Yellow": "YELLOW IN TRACK SECTOR 4",
            "AllClear": "TRACK CLEAR",
            "Red": "RED FLAG - RACE SUSPENDED",
            "SCDeployed": "SAFETY CAR DEPLOYED",
            "VSCDeployed": "VSC DEPLOYED",
            "VSCEnding": "VSC ENDING",
        }[status]
        sector = 4 if status == "Yellow" else None
        scope = None if flag is None else "Sector" if sector else "Track"
        told.append(Message(at, lap_at(at), "Flag" if flag else "SafetyCar", flag, scope, sector, None, text))
    span = (starts[-1] - starts[0]).total_seconds()
    for _ in range(max(4, round(_MESSAGES[session.kind] * laps_scale)) - len(told)):
        at = starts[0] + timedelta(seconds=int(span * rng.random()))
        car, lap, dice = rng.choice(numbers), lap_at(at), rng.random()
        name = f"CAR {car.number} ({car.driver.code})"
        if dice < 0.4 and session.kind.is_race:
            text = f"WAVED BLUE FLAG FOR {name} TIMED AT {at:%H:%M:%S}"
            told.append(Message(at, lap, "Flag", "BLUE", "Driver", None, car.number, text))
        elif dice < 0.7:
            text = f"{name} LAP DELETED - TRACK LIMITS AT TURN {rng.randint(1, 15)} LAP {lap}"
            told.append(Message(at, lap, "Other", None, None, None, None, text))
        elif dice < 0.85:
            sector = rng.randint(1, 18)
            told.append(
                Message(
                    at,
                    lap,
                    "Flag",
                    "DOUBLE YELLOW",
                    "Sector",
                    sector,
                    None,
                    f"DOUBLE YELLOW IN TRACK SECTOR {sector}",
                )
            )
        elif dice < 0.93:
            told.append(Message(at, lap, "Drs", None, None, None, None, "DRS ENABLED"))
        else:
            text = f"TURN {rng.randint(1, 15)} INCIDENT INVOLVING {name} NOTED"
            told.append(Message(at, lap, "Other", None, None, None, None, text))
    end = starts[-1] + timedelta(seconds=5)
    told.append(Message(end, len(starts) - 1, "Flag", "CHEQUERED", "Track", None, None, "CHEQUERED FLAG"))
    for run in runs:
        if run.status == "dsq":
            text = f"CAR {run.entry.number} ({run.entry.driver.code}) DISQUALIFIED"
            told.append(
                Message(
                    end + timedelta(hours=2),
                    len(starts) - 1,
                    "Other",
                    None,
                    None,
                    None,
                    run.entry.number,
                    text,
                )
            )
    return tuple(sorted(told, key=lambda message: message.at.replace(microsecond=0)))


def weather(session: Session, rng: Random) -> tuple[Weather, ...]:
    """Eight readings, the first of which is the summary a provider gives when it gives one."""
    air, wet = round(rng.uniform(14, 33), 1), rng.random() < 0.12
    readings = [
        Weather(
            round(air + reading / 10, 1),
            round(air + rng.uniform(3, 17), 1),
            rng.randint(30, 85),
            round(rng.uniform(985, 1025), 1),
            round(rng.uniform(0.2, 5.5), 1),
            rng.randrange(360),
            1 if wet else 0,
        )
        for reading in range(8)
    ]
    for row in documented.of_session("session_weather", session.id):
        names = ("air_temp", "track_temp", "humidity", "pressure", "wind_speed", "wind_direction", "rainfall")
        readings[0] = Weather(*(row[name] for name in names))
    return tuple(readings)


def late_hours(at: datetime) -> int:
    """How many hours late BALLDONTLIE prints a message: as if UTC were New York's time (contract 7.1).

    Daylight saving runs from the second Sunday of March to the first of November.
    """
    march, november = at.replace(month=3, day=8, hour=7), at.replace(month=11, day=1, hour=6)
    begin = march + timedelta(days=6 - march.weekday())
    end = november + timedelta(days=6 - november.weekday())
    return 4 if begin <= at < end else 5
