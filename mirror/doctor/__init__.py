"""What is wrong, or missing, or about to be: each finding with what to do about it."""

from mirror.doctor.examine import examine
from mirror.doctor.finding import BAD, OK, WARN, Finding
from mirror.doctor.record import PLANNED, record

__all__ = ["BAD", "OK", "PLANNED", "WARN", "Finding", "examine", "record"]
