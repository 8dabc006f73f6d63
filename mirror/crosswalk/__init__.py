"""Which ids of the three providers mean the same driver, team, circuit, event, session and season.

    tables ─► entries ─► judges: one thing or two? ─► things ─► canonical ids ─► crosswalk, crosswalk_open

The decision is made from the tables of the mirror alone, each time anew, so it depends on nothing but them.
"""

from mirror.crosswalk.explain import explain, sentences, unresolved
from mirror.crosswalk.keep import refresh

__all__ = ["explain", "refresh", "sentences", "unresolved"]
