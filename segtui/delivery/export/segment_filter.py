"""Which segments an export means, by name or number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from segtui.errors import Fault, PlanError
from segtui.language.listings import either
from segtui.language.sentences import listing, row_of, say

_MOST_SHOWN = 12


@dataclass(frozen=True)
class _Reading:
    """One way to read the words of a text as segments: their numbers, from `parts` names or numbers."""

    parts: int
    numbers: frozenset[int]


def chosen(asked: Sequence[str | int] | None, names: Mapping[int, str]) -> list[int]:
    """The numbers of the requested segments; all except noise (-1) if none are requested.

    Each text is a name, a number or several of them separated by commas. Whole names take precedence: of all ways to
    read a text, the one with the fewest and so the longest names wins. Case and blanks do not matter, and double quotes
    around a name are optional. Raises PlanError, with its key relative to the export, for what is not a segment or
    could be several.
    """
    if asked is None:
        return sorted(number for number in names if number >= 0)
    lookup = _Lookup(names)
    found: set[int] = set()
    faults: list[Fault] = []
    for one in asked:
        numbers, wrong = lookup.read(one)
        found |= numbers
        faults += wrong
    if faults:
        raise PlanError(faults)
    return sorted(found)


class _Lookup:
    """The segments by what users may type for them."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._names = names
        self._exact = {name.strip(): {number} for number, name in names.items()}
        self._folded: dict[str, set[int]] = {}
        for number, name in names.items():
            self._folded.setdefault(_fold(name), set()).add(number)
        self._longest = 1 + max((name.count(",") for name in names.values()), default=0)

    def read(self, asked: str | int) -> tuple[frozenset[int], list[Fault]]:
        """The segments that one entry means, or what is wrong with it; a number that is not text is read as a number
        first."""
        if isinstance(asked, int) and asked in self._names:
            return frozenset({asked}), []
        text = str(asked)
        words = text.split(",")
        best = self._best(words)
        if len(best) == 1:
            return best[0].numbers, []
        if best:
            ways = either([listing(self._each(sorted(way.numbers)), most=len(way.numbers)) for way in best])
            fix = say("put each name in double quotes")
            return frozenset(), [
                Fault("segments", say("{text} can be read as {ways}", text=text.strip(), ways=ways), fix)
            ]
        if inner := _unquoted(text.strip()):  # a list quoted as a whole
            return self.read(inner)
        if not text.replace(",", "").strip():
            return frozenset(), [Fault("segments", say("a segment name is empty"), self._there_is())]
        return frozenset(), [Fault("segments", *self._wrong(part)) for part in self._strange(words)]

    def _best(self, words: Sequence[str]) -> list[_Reading]:
        """The ways to read all the words in the fewest names, at most two; none if some can't be read."""
        ways: list[list[_Reading]] = [[_Reading(0, frozenset())]]
        for end in range(1, len(words) + 1):
            found = set(ways[end - 1]) if not words[end - 1].strip() else set()
            for start in range(max(0, end - self._longest), end):
                numbers = self._numbers(",".join(words[start:end]))
                found |= {_Reading(w.parts + 1, w.numbers | {n}) for w in ways[start] for n in numbers}
            fewest = min((w.parts for w in found), default=0)
            ways.append(sorted((w for w in found if w.parts == fewest), key=lambda w: sorted(w.numbers))[:2])
        return [way for way in ways[-1] if way.numbers]

    def _numbers(self, part: str) -> set[int]:
        """What a part means: a name, a number, or both if they differ; in quotes only a name."""
        stripped = part.strip()
        found = self._named(stripped)
        if (inner := _unquoted(stripped)) is not None:
            return found or self._named(inner)
        if re.fullmatch(r"-?[0-9]{1,9}", stripped) and int(stripped) in self._names:
            return found | {int(stripped)}
        return found

    def _named(self, name: str) -> set[int]:
        return self._exact.get(name.strip()) or self._folded.get(_fold(name), set())

    def _strange(self, words: Sequence[str]) -> Iterator[str]:
        """The words that belong to no segment, consecutive ones joined."""
        place, strange = 0, list[str]()
        while place <= len(words):
            ends = range(min(len(words), place + self._longest), place, -1)
            known = next((end for end in ends if self._numbers(",".join(words[place:end]))), None)
            if strange and (known or place == len(words)):
                yield ",".join(strange).strip()
                strange = []
            if known is None and place < len(words) and words[place].strip():
                strange.append(words[place])
            place = known or place + 1

    def _wrong(self, part: str) -> tuple[str, str]:
        folded = {_fold(name): name for name in self._names.values()}
        close = get_close_matches(_fold(part), list(folded), n=1, cutoff=0.6)
        hint = say("did you mean {name}?", name=_written(folded[close[0]])) if close else self._there_is()
        return say('there is no segment "{name}"', name=part), hint

    def _there_is(self) -> str:
        numbers = sorted(number for number in self._names if number >= 0)
        shown = self._each(numbers[:_MOST_SHOWN]) + ["…"] * (len(numbers) > _MOST_SHOWN)
        return say("segments: {names}", names=row_of(shown)) if numbers else say("there are no segments")

    def _each(self, numbers: Sequence[int]) -> list[str]:
        """Names in quotes, with their numbers."""
        return [f"{_written(self._names[number])} ({number})" for number in numbers]


def _fold(name: str) -> str:
    """A name without case, with runs of blanks collapsed and a blank after each comma."""
    return " ".join(re.sub(r"\s*,\s*", ", ", name).split()).casefold()


def _unquoted(text: str) -> str | None:
    """The text in double quotes; None for other text, and if a quote inside is not doubled."""
    quoted = re.fullmatch(r'"((?:[^"]|"")*)"', text)
    return quoted[1].replace('""', '"') if quoted else None


def _written(name: str) -> str:
    """A name as it can be typed in a list, in double quotes."""
    return '"' + name.replace('"', '""') + '"'
