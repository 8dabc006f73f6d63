"""AltSportsData's heats: the results of a session in both documented shapes."""

from typing import Any

from mirror.sandbox.altsportsdata_events import (
    OFFSET_DAYS,
    Heat,
    Meeting,
    athlete,
    grown,
    status_word,
    uuid_of,
)
from mirror.sandbox.balldontlie_objects import lap_text
from mirror.sandbox.switches import Switches
from mirror.sandbox.world import World, documented
from mirror.sandbox.world.session import Run

_LAP_STATUS = {"finished": "ACT", "out": "DNF", "dsq": "DSQ", "dns": "DNS"}


class Heats:
    """The heats of one world under some switches."""

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches

    def results(self, meeting: Meeting, heat: Heat) -> list[dict[str, Any]]:
        """Shape A; the race of Bahrain 2026 is the documented one."""
        if meeting.documented and heat.slug == "race":
            rows: list[dict[str, Any]] = documented.heat()["results"]
            return [self._shown(dict(row)) for row in rows]
        outcome = self._world.outcome(heat.session_id)
        runs = outcome.runs if outcome else ()
        racing = outcome is not None and outcome.session.kind.is_race
        return [
            self._shown(
                {
                    "position": run.position,
                    "participant": run.entry.driver.plain_name,
                    "lapTime": lap_text(run.best[0]) if run.best else None,
                    "gap": _gap(run, runs[0], racing),
                }
            )
            for run in runs
        ]

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        if self._switches.format_change and row["lapTime"] is not None:
            minutes, _, seconds = row["lapTime"].partition(":")
            row["lapTime"] = round(60 * int(minutes) + float(seconds), 3)
        return grown(self._switches, row)

    def scores(self, meeting: Meeting, heat: Heat) -> list[dict[str, Any]]:
        """Shape B: one row per athlete, or per athlete and lap."""
        outcome = self._world.outcome(heat.session_id)
        rows = []
        for run in outcome.runs if outcome else ():
            laps = enumerate(run.laps, 1) if self._switches.duplicates else [(len(run.laps), None)]
            for lap, ms in laps:
                best = run.best[0] if run.best else None
                rows.append(self._score(meeting, heat, run, lap, best if ms is None else ms))
        return rows

    def _score(self, meeting: Meeting, heat: Heat, run: Run, lap: int, ms: int | None) -> dict[str, Any]:
        zero = 0 if self._switches.zeros_for_nulls else None
        seconds: Any = zero if ms is None else ms / 1000
        if self._switches.format_change and ms is not None:
            seconds = str(seconds)
        key = f"{meeting.slug}/{heat.slug}/{run.entry.driver.id}"
        row: dict[str, Any] = {
            "id": uuid_of(f"{key}/{lap}" if self._switches.duplicates else key),
            "referenceId": 1174117206190029
            + heat.session_id * 100_000
            + run.entry.driver.id % 100 * 100
            + lap,
            "heatStatus": status_word(self._world, meeting, heat),
            "eventId": meeting.uuid,
            "numericEventId": meeting.number + 1000 * meeting.year,
            "heatId": heat.uuid,
            "athleteRoundSeed": zero if run.grid is None else run.grid,
            "athleteRoundRank": zero if run.position is None else run.position,
            "athleteHeatScore": zero,
            "athleteLapTime": seconds,
            "athletePenaltyTime": zero,
            "athleteJokerLapTime": zero,
            "athleteJokerLap": zero,
            "athleteLapStatus": _LAP_STATUS[run.status],
            self._switches.total_laps_name: lap,
            "roundScore": zero,
            "athlete": grown(self._switches, athlete(run.entry)),
            "updatedAt": f"{heat.end + OFFSET_DAYS:%Y-%m-%dT%H:%M:%S}.000Z",
        }
        return grown(self._switches, row)


def _gap(run: Run, first: Run, racing: bool) -> str | None:
    """The gap as text: +S.mmms to the leader, or to the best lap; +N LAP for lapped cars; a word for who has none."""
    if run.status != "finished":
        return _LAP_STATUS[run.status]
    if not racing:
        ms = run.best[0] - first.best[0] if run.best and first.best else 0
    elif len(run.laps) < len(first.laps):
        return f"+{len(first.laps) - len(run.laps)} LAP"
    else:
        ms = run.total_ms - first.total_ms
    text = f"{ms // 1000}.{ms % 1000:03d}s"
    return text if run is first else f"+{text}"
