"""Entries brought together: what the judges of a kind say, and never two ids of one source in one thing.

Sources are taken one after the other, so a source that comes later finds the things the earlier ones made. A pair is
joined only when neither side has another candidate that is nearly as good; otherwise both stay apart and are told of.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mirror.crosswalk.entries import Agreement, Entry, Refusal

E = TypeVar("E", bound=Entry)

MARGIN = 0.05  # by how much a candidate must be surer than the next one

Judge = Callable[[E, E], Agreement | Refusal | None]
Keys = Callable[[E], Iterable[object]]


@dataclass(eq=False)
class Thing(Generic[E]):
    """One thing of the world: the entries that stand for it, the first of them made it, and why the others joined."""

    members: list[E]
    why: dict[str, Agreement] = field(default_factory=dict)  # by the place of the entry

    @property
    def first(self) -> E:
        """The entry that made the thing."""
        return self.members[0]

    @property
    def sources(self) -> set[str]:
        """The families of ids that have one for this thing."""
        return {member.source for member in self.members}


@dataclass(frozen=True, eq=False)
class Unsettled(Generic[E]):
    """An entry that looks like things it was not joined to, and why."""

    entry: E
    reason: str
    things: tuple[Thing[E], ...]
    ambiguous: bool = False  # whether it agrees with them, and with too many


def link(entries: Iterable[E], judge: Judge[E], keys: Keys[E]) -> tuple[list[Thing[E]], list[Unsettled[E]]]:
    """The things that the entries stand for, and the entries that may belong to another thing.

    `judge` compares two entries of different sources: an agreement, a refusal with its reason, or None when they have
    nothing to do with one another. Only entries that share one of their `keys` are compared. The order in which the
    entries come does not matter.
    """
    ordered = sorted(entries, key=lambda entry: (entry.retired is not None, entry.place))
    things: list[Thing[E]] = []
    unsettled: list[Unsettled[E]] = []
    sources = sorted({(entry.retired is not None, entry.place[:2], entry.source) for entry in ordered})
    for gone, place, _ in sources:
        coming = [
            entry for entry in ordered if (entry.retired is not None) == gone and entry.place[:2] == place
        ]
        things, more = _joined(things, coming, judge, keys)
        unsettled += more
    home = {id(member): thing for thing in things for member in thing.members}
    return things, [one for one in unsettled if one.ambiguous or not _settled(one, home[id(one.entry)])]


def _settled(one: Unsettled[E], home: Thing[E]) -> bool:
    """Whether both sides found their like elsewhere, so that what kept them apart is no longer worth telling."""
    return all(one.entry.source in thing.sources or home.sources & thing.sources for thing in one.things)


def _joined(
    things: list[Thing[E]], coming: Sequence[E], judge: Judge[E], keys: Keys[E]
) -> tuple[list[Thing[E]], list[Unsettled[E]]]:
    """The things with one more source."""
    by_key: dict[object, list[Thing[E]]] = {}
    for thing in things:
        for key in {key for member in thing.members for key in keys(member)}:
            by_key.setdefault(key, []).append(thing)
    pairs: list[tuple[float, E, Thing[E], Agreement]] = []
    unsettled: list[Unsettled[E]] = []
    for entry in coming:
        near = {id(thing): thing for key in keys(entry) for thing in by_key.get(key, ())}
        for thing in near.values():
            if entry.source in thing.sources:
                continue
            verdict = _against_all(thing, entry, judge)
            if isinstance(verdict, Agreement):
                pairs.append((verdict.confidence, entry, thing, verdict))
            elif verdict is not None:
                unsettled.append(Unsettled(entry, verdict.reason, (thing,)))
    chosen, ambiguous = _choose(pairs)
    made = []
    for entry in coming:
        if id(entry) in chosen:
            thing, agreement = chosen[id(entry)]
            thing.members.append(entry)
            thing.why[entry.id + "@" + entry.source] = agreement
        else:
            made.append(Thing([entry]))
    return things + made, unsettled + ambiguous


def _against_all(thing: Thing[E], entry: E, judge: Judge[E]) -> Agreement | Refusal | None:
    """The surest agreement with a member of the thing, unless any member contradicts."""
    verdicts = [judge(member, entry) for member in thing.members]
    refusals = [verdict for verdict in verdicts if isinstance(verdict, Refusal)]
    agreements = [verdict for verdict in verdicts if isinstance(verdict, Agreement)]
    contradiction = next((refusal for refusal in refusals if not refusal.doubt), None)
    if contradiction is None and agreements:
        return max(agreements, key=lambda agreement: agreement.confidence)
    return contradiction or next(iter(refusals), None)


def _choose(
    pairs: Sequence[tuple[float, E, Thing[E], Agreement]],
) -> tuple[dict[int, tuple[Thing[E], Agreement]], list[Unsettled[E]]]:
    """The pairs in which both sides have no other candidate that is nearly as good, by the entry's identity."""
    of_entry: dict[int, list[tuple[float, E, Thing[E], Agreement]]] = {}
    of_thing: dict[int, list[tuple[float, E, Thing[E], Agreement]]] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair[0], pair[1].place, pair[2].first.place)):
        of_entry.setdefault(id(pair[1]), []).append(pair)
        of_thing.setdefault(id(pair[2]), []).append(pair)
    chosen: dict[int, tuple[Thing[E], Agreement]] = {}
    unsettled = []
    for candidates in of_entry.values():
        confidence, entry, thing, agreement = candidates[0]
        rivals = [other[1] for other in of_thing[id(thing)] if other[1] is not entry]
        best_rival = max(
            (other[0] for other in of_thing[id(thing)] if other[1] is not entry), default=float("-inf")
        )
        second = candidates[1][0] if len(candidates) > 1 else float("-inf")
        if confidence - second < MARGIN:
            reason = "Several things are as likely to be this one."
            unsettled.append(Unsettled(entry, reason, tuple(candidate[2] for candidate in candidates), True))
        elif confidence - best_rival < MARGIN:
            named = ", ".join(sorted(rival.id for rival in rivals))
            reason = f"{named} of the same provider may be the same thing, or is surer to be."
            unsettled.append(Unsettled(entry, reason, (thing,), True))
        else:
            chosen[id(entry)] = (thing, agreement)
    return chosen, unsettled
