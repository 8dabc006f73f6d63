"""A machine whose clock on the wall may be set, and on which processes run one after the other."""

from dataclasses import dataclass

from mirror.clock import Time

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
NOON = 1_782_907_200.0  # 2026-07-01 12:00


@dataclass
class Machine:
    """A machine whose true time only waiting moves. Its clock on the wall may be set, the one since it booted not."""

    at: float = NOON
    set_by: float = 0.0
    boot_id: str | None = "first boot"
    booted: float = NOON - DAY

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def boot(self, name: str) -> None:
        self.at += MINUTE
        self.booted, self.boot_id = self.at, name

    @property
    def time(self) -> Time:
        """What a process that starts now takes for its clocks."""
        return Time(
            lambda: self.at + self.set_by, self.sleep, lambda: self.at - self.booted, boot_id=self.boot_id
        )
