"""What is odd about an ordered table of rules on the rows that it was given, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.features.rfm.segments import OTHERS
from segtui.language.sentences import listing, say, say_counted, with_counts


@dataclass(frozen=True)
class RuleMatches:
    """Of k rules and n rows: `met` (k, n) says whether each condition is true, `undecided` (k) for how many rows an
    empty cell leaves it open; such a row does not match."""

    met: NDArray[np.bool_]
    undecided: tuple[int, ...]

    @property
    def first(self) -> NDArray[np.int64]:
        """The number of the first rule that each row (n) matches, k for none."""
        none = np.ones((1, self.met.shape[1]), dtype=np.bool_)
        found: NDArray[np.int64] = np.vstack([self.met, none]).argmax(axis=0)
        return found


@dataclass(frozen=True)
class RuleCount:
    """One rule on n rows: how many `match` it, how many of these it decides (`wins`), how many each earlier rule takes
    from it, by number, and for how many an empty cell leaves it open."""

    match: int
    wins: int
    taken: dict[int, int]
    undecided: int

    def __add__(self, other: RuleCount) -> RuleCount:
        takers = sorted(self.taken.keys() | other.taken.keys())
        taken = {taker: self.taken.get(taker, 0) + other.taken.get(taker, 0) for taker in takers}
        undecided = self.undecided + other.undecided
        return RuleCount(self.match + other.match, self.wins + other.wins, taken, undecided)


def rule_counts(found: RuleMatches) -> list[RuleCount]:
    """The counts of each rule, in their order."""
    first, counts = found.first, []
    for number, met in enumerate(found.met):
        takers = np.bincount(first[met], minlength=number + 1)
        taken = {taker: int(rows) for taker, rows in enumerate(takers[:number]) if rows}
        counts.append(RuleCount(int(met.sum()), int(takers[number]), taken, found.undecided[number]))
    return counts


def lint(names: Sequence[str], counts: Sequence[RuleCount], rows: int) -> list[str]:
    """Sentences on rules that decide no row, on overlaps, on `rows` that none covers, and on empty cells.

    `names` are those of the rules, last that of rows that match none.
    """
    told: list[str] = []
    for number, count in enumerate(counts):
        if not count.match:
            told.append(say('The rule "{rule}" matches no row.', rule=names[number]))
        elif not count.wins:
            takers = with_counts([(names[taker], rows) for taker, rows in count.taken.items()])
            told.append(
                say_counted(
                    'The rule "{rule}" decides no row: the one that it matches goes to an earlier rule ({takers}).',
                    'The rule "{rule}" decides no row: the {count:,} that it matches go to earlier rules ({takers}).',
                    count.match,
                    rule=names[number],
                    takers=takers,
                )
            )
    return [*told, *overlaps(names, counts), *uncovered(names, counts, rows), *_open(names, counts)]


def overlaps(names: Sequence[str], counts: Sequence[RuleCount]) -> list[str]:
    """Which rules lose rows to which earlier ones, most rows first."""
    pairs = [(-rows, at, by) for at, one in enumerate(counts) if one.wins for by, rows in one.taken.items()]
    each = [
        say('"{later}" leaves {rows:,} to "{earlier}"', later=names[at], rows=-rows, earlier=names[by])
        for rows, at, by in sorted(pairs)
    ]
    return [say("Rules overlap, and the first that matches wins: {pairs}.", pairs=listing(each))] if each else []


def uncovered(names: Sequence[str], counts: Sequence[RuleCount], rows: int) -> list[str]:
    """How many of the rows match no rule, and what they are."""
    count = rows - sum(one.wins for one in counts)
    if not count:
        return [say('Every row matches a rule: none is "{segment}".', segment=_other(names))]
    return [
        say_counted(
            '{count:,} of {rows:,} rows matches no rule and is "{segment}".',
            '{count:,} of {rows:,} rows match no rule and are "{segment}".',
            count,
            rows=rows,
            segment=_other(names),
        )
    ]


def _other(names: Sequence[str]) -> str:
    return say(OTHERS) if names[-1] == OTHERS else names[-1]


def _open(names: Sequence[str], counts: Sequence[RuleCount]) -> list[str]:
    """For how many rows an empty cell leaves a rule open."""
    each = [(names[at], one.undecided) for at, one in enumerate(counts) if one.undecided]
    if not each:
        return []
    return [
        say("Empty cells leave rules undecided, so that these rows do not match: {rules}.", rules=with_counts(each))
    ]
