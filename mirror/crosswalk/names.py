"""Names made comparable: accents folded, words in lower case, and what a person's name is made of."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from mirror.crosswalk.gazetteer import NICKNAMES

# Letters that Unicode does not take apart into a plain one and an accent.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE", "œ": "oe",
        "Œ": "OE", "\u0131": "i", "İ": "I", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    }
)  # fmt: skip
_UMLAUTS = str.maketrans(
    {"ä": "ae", "Ä": "Ae", "ö": "oe", "Ö": "Oe", "ü": "ue", "Ü": "Ue", "å": "aa", "Å": "Aa", "ø": "oe", "Ø": "Oe"}
)  # fmt: skip
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u00b4\u02bc\u2018\u2019\u2032"), "")
_APOSTROPHES_AS_SPACES = dict.fromkeys(_APOSTROPHES, " ")
_SUFFIXES = {
    "jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"
}  # fmt: skip


@lru_cache(maxsize=8192)
def fold(text: str, *, umlauts: bool = False) -> str:
    """The text as plain lower-case words with single spaces: `Nico Hülkenberg` is `nico hulkenberg`, `O'Ward` is `oward`.

    With `umlauts`, `ü` is `ue`, as passports and old timing systems write it.
    """
    composed = unicodedata.normalize("NFC", text)
    if umlauts:
        composed = composed.translate(_UMLAUTS)
    return _words(composed.translate(_APOSTROPHES))


@lru_cache(maxsize=8192)
def fold_title(text: str) -> str:
    """The same for the name of a thing, in which an apostrophe parts words: `Gran Premio d'Italia`."""
    return _words(unicodedata.normalize("NFC", text).translate(_APOSTROPHES_AS_SPACES))


def _words(text: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain.lower()).split())


def slug(text: str) -> str:
    """The text as part of a canonical id: ASCII, lower case, words joined by dashes."""
    return "-".join("".join(letter for letter in fold(text) if letter.isascii()).split())


class Likeness(IntEnum):
    """How alike two persons' names are; DIFFERENT says that they are two persons' names."""

    DIFFERENT = 0
    FAMILY = 1  # one side has the family name alone
    INITIAL = 2  # `M. Verstappen`
    PART = (
        3  # one side leaves out a name or two: `Hans Stuck` and `Hans-Joachim Stuck`, who are father and son
    )
    SUFFIX = 4  # all words but a `Jr` that one side leaves out
    SHORT = 5  # `Alex` and `Alexander`
    SAME = 6


@dataclass(frozen=True, slots=True)
class PersonName:
    """One spelling of a person's name, folded: given and family names in words, and `jr` or the like."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    suffix: str | None = None

    @property
    def text(self) -> str:
        """The name as one text: given names, family name, suffix."""
        return " ".join((*self.given, *self.family, *([self.suffix] if self.suffix else [])))

    @property
    def words(self) -> tuple[str, ...]:
        """All words, sorted, so that their order does not matter."""
        return tuple(sorted((*self.given, *self.family)))


def person(given: str | None, family: str | None, *, umlauts: bool = False) -> PersonName:
    """The name of given and family name, as a provider has them in two columns."""
    first, one = _without_suffix(fold(given or "", umlauts=umlauts).split())
    last, two = _without_suffix(fold(family or "", umlauts=umlauts).split())
    return PersonName(tuple(first), tuple(last), one or two)


def person_of(text: str, *, umlauts: bool = False) -> PersonName:
    """The name in one text: `Last, First`, or `First Last` with its particles (`Nyck de Vries`)."""
    head, comma, tail = text.partition(",")
    if comma and fold(tail).replace(" ", "") not in _SUFFIXES:
        return person(tail, head, umlauts=umlauts)
    words, suffix = _without_suffix(fold(text, umlauts=umlauts).split())
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    start = max(start, 0)
    return PersonName(tuple(words[:start]), tuple(words[start:]), suffix)


_PARTICLES = {
    "al", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "la", "le", "ten", "ter", "van", "von"
}  # fmt: skip


def _without_suffix(words: list[str]) -> tuple[list[str], str | None]:
    if len(words) > 1 and words[-1] in _SUFFIXES:
        return words[:-1], _SUFFIXES[words[-1]]
    if len(words) == 1 and words[0] in _SUFFIXES:
        return [], _SUFFIXES[words[0]]
    return words, None


def likeness(one: PersonName, two: PersonName) -> Likeness:
    """How alike two spellings are. Words count, not their order: `Zhou Guanyu` is `Guanyu Zhou`."""
    if one.suffix and two.suffix and one.suffix != two.suffix:
        return Likeness.DIFFERENT
    if not one.words or not two.words:
        return Likeness.DIFFERENT
    if one.words == two.words:
        return Likeness.SAME if one.suffix == two.suffix else Likeness.SUFFIX
    fewer, more = sorted((one, two), key=lambda name: len(name.words))
    if len(fewer.words) == 1:
        return Likeness.FAMILY if fewer.words == more.family else Likeness.DIFFERENT
    if set(fewer.words) < set(more.words):
        return Likeness.PART
    if one.family != two.family or not one.given or not two.given:
        return Likeness.DIFFERENT
    if len(one.given[0]) == 1 or len(two.given[0]) == 1:
        return Likeness.INITIAL if one.given[0][0] == two.given[0][0] else Likeness.DIFFERENT
    return Likeness.SHORT if _short_forms(one.given, two.given) else Likeness.DIFFERENT


def _short_forms(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    short, long = NICKNAMES.get(one[0], one[0]), NICKNAMES.get(two[0], two[0])
    return short == long and (len(one) == 1 or len(two) == 1 or one[1:] == two[1:])


def phrase_in(text: str, phrases: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Where the words of any of `phrases` stand in the folded `text`: (first word, end, meaning), longest first."""
    words = text.split()
    found = []
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            meaning = phrases.get(" ".join(words[start:end]))
            if meaning is not None:
                found.append((start, end, meaning))
                break
    return sorted(found, key=lambda place: (place[0] - place[1], place[0]))
