"""How far two cells are alike, by what a column holds: a level for each pair of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.matching.nicknames import Nicknames

Kind = Literal["name", "email", "exact", "phone", "date"]
Rows = NDArray[np.int64]
Codes = NDArray[np.int32]
Levels = NDArray[np.uint8]

MISSING, UNLIKE = 0, 1
"""The levels of a pair with an empty cell, and of one whose cells have nothing in common; equal cells have the last."""
PRIOR: dict[str, tuple[float, ...]] = {
    "name": (0.04, 0.04, 0.1, 0.82),
    "email": (0.2, 0.1, 0.1, 0.6),
    "exact": (0.1, 0.9),
    "phone": (0.2, 0.1, 0.7),
    "date": (0.03, 0.02, 0.1, 0.85),
}
"""For each kind the shares of the levels from UNLIKE upwards among pairs that match, where data do not say."""
FLOOR: dict[str, float] = {"name": 1.0, "email": 0.01, "exact": 1.0, "phone": 0.05, "date": 1.0}
"""How many other people at least share a rare value, whatever the data say: few, where a value is one person's."""
_SIMILAR, _CLOSE = 0.8, 0.92
_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
"""Letters that are not a plain one with an accent."""
_PARTICLES = r"\b(?:al|av|af|da|das|de|del|della|den|der|des|di|do|dos|du|el|het|la|le|les|ten|ter|van|von|zu|zur) +"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class ComparedColumn:
    """A column made comparable: `codes` (n) are the places of the cells in the rising `values`, -1 where empty.

    `exchanged` are the places in `values` of the cells of other columns of names, one array (n) for each: first and
    last names change places.
    """

    name: str
    kind: Kind
    codes: Codes
    values: pl.Series
    exchanged: tuple[Codes, ...] = ()

    @property
    def top(self) -> int:
        """The level of equal cells."""
        return len(PRIOR[self.kind])

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """The number of rows that have each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @cached_property
    def texts(self) -> NDArray[np.object_]:
        """The values as Python has them; names without words such as "van der" before others."""
        values = self.values.str.replace_all(_PARTICLES, "") if self.kind == "name" else self.values
        return np.array(values.to_list(), dtype=object)

    @cached_property
    def spelled(self) -> Codes:
        """A number for each value, the same where only spaces and two ways of writing an umlaut differ."""
        return self.values.str.replace_all(" ", "").str.replace_all("([aou])e", "$1").rank("dense").to_numpy()

    @cached_property
    def mailboxes(self) -> tuple[Codes, Codes, NDArray[np.object_]]:
        """What stands before the @ of each value: a number for it, one for its digits, and its letters."""
        box = self.values.str.replace(r"@.*$", "")
        digits, letters = box.str.replace_all(r"\D", ""), box.str.replace_all(r"\d", "")
        numbers = [each.rank("dense").cast(pl.Int32).to_numpy() for each in (box, digits)]
        return numbers[0], numbers[1], np.array(letters.to_list(), dtype=object)

    @cached_property
    def of_words(self) -> NDArray[np.bool_]:
        """Which values are several words, or an initial."""
        return (self.values.str.contains(" ") | (self.values.str.len_chars() == 1)).to_numpy()

    @cached_property
    def nicknamed(self) -> Codes:
        """The place of each value among the names that have nicknames or are some; -1 for others."""
        return Nicknames.known().among(self.values)

    def levels(self, left: Rows, right: Rows) -> Levels:
        """The level of each pair of rows, whichever of the two is first."""
        found = np.empty(len(left), np.uint8)
        for at in range(0, len(left), _CHUNK):
            part = slice(at, at + _CHUNK)
            one, other = left[part], right[part]
            found[part] = self.levels_of(self.codes[one], self.codes[other])
            for codes in self.exchanged:
                crossed = (codes[one] == self.codes[other]) & (codes[other] == self.codes[one])
                found[part][crossed & (found[part] == UNLIKE)] = self.top - 1
        return found

    def levels_of(self, left: Codes, right: Codes) -> Levels:
        """The level of each pair of cells."""
        found = np.full(len(left), UNLIKE, np.uint8)
        found[(left < 0) | (right < 0)] = MISSING
        same = (left == right) & (left >= 0)
        found[same] = self.top
        if self.kind != "exact":
            unlike = np.flatnonzero(found == UNLIKE)
            one, other = left[unlike], right[unlike]
            found[unlike] = _ALIKE[self.kind](self, np.minimum(one, other), np.maximum(one, other))
        return found


def compared(column: pl.Series, kind: Kind) -> ComparedColumn:
    """The column with its cells written alike: case, accents and punctuation go as its kind allows."""
    texts = pl.select(_written(pl.lit(column), kind)).to_series()
    texts = texts.replace("", None)
    codes = texts.rank("dense").cast(pl.Int32).fill_null(0).to_numpy() - 1
    return ComparedColumn(column.name, kind, codes.astype(np.int32), texts.drop_nulls().unique().sort())


def with_exchanges(columns: Sequence[ComparedColumn]) -> list[ComparedColumn]:
    """The columns; those of names know one another's cells, because people write their last name first."""
    names = [column for column in columns if column.kind == "name"]
    return [
        replace(one, exchanged=tuple(_places(other, one) for other in names if other is not one))
        if one.kind == "name"
        else one
        for one in columns
    ]


def _places(of: ComparedColumn, among: ComparedColumn) -> Codes:
    """The places of a column's cells among the values of another; -2 where they are not there, or empty."""
    there = pl.DataFrame({"value": among.values, "place": np.arange(len(among.values), dtype=np.int32)})
    places = of.values.to_frame("value").join(there, on="value", how="left", maintain_order="left")["place"]
    found: Codes = np.append(places.fill_null(-2).to_numpy(), -2).astype(np.int32)[of.codes]
    return found


def _written(cells: pl.Expr, kind: Kind) -> pl.Expr:
    if kind == "date":
        return cells.cast(pl.Date).dt.strftime("%Y%m%d")
    plain = cells.cast(pl.String).str.strip_chars().str.to_lowercase()
    if kind == "name":
        bare = plain.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_many(_LETTERS)
        return bare.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    if kind == "email":
        return pl.when(plain.str.contains(r"^[^@\s]+@[^@\s]+$")).then(plain)
    if kind == "phone":
        digits = plain.str.replace_all(r"\D", "")
        return pl.when(digits.str.len_chars() >= 7).then(digits.str.tail(9))
    return plain.str.replace_all(r"\s+", " ")


def _names(column: ComparedColumn, left: Codes, right: Codes) -> Levels:
    """Alike by their letters; or by their words, some of which one lacks ("Berg", "van der Berg"), initials ("JP") or
    nicknames."""
    alike = _jaro_winkler(column.texts[left].tolist(), column.texts[right].tolist())
    close = (alike >= _CLOSE) | (column.spelled[left] == column.spelled[right])
    found: Levels = (UNLIKE + ((alike >= _SIMILAR) | close).astype(np.uint8) + close).astype(np.uint8)
    found[(found == UNLIKE) & Nicknames.known().pairs(column.nicknamed[left], column.nicknamed[right])] += 1
    maybe = np.flatnonzero((found == UNLIKE) & (column.of_words[left] | column.of_words[right]))
    pairs = zip(column.texts[left[maybe]], column.texts[right[maybe]], strict=True)
    found[maybe] += np.fromiter((_shares_words(one, other) for one, other in pairs), np.uint8, len(maybe))
    return found


def _shares_words(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    if any(
        word.replace(" ", "") == "".join(part[0] for part in of.split()) for word, of in ((one, other), (other, one))
    ):
        return True
    fewer, more = sorted((set(one.split()), set(other.split())), key=len)
    return fewer <= more and max(map(len, fewer)) > 2


def _emails(column: ComparedColumn, left: Codes, right: Codes) -> Levels:
    """The same before the @; or a slip there, not in its digits: namesakes have addresses that differ in these."""
    box, digits, letters = column.mailboxes
    found: Levels = (UNLIKE + 2 * (box[left] == box[right])).astype(np.uint8)
    maybe = np.flatnonzero((found == UNLIKE) & (digits[left] == digits[right]))
    slip = _edits(letters[left[maybe]].tolist(), letters[right[maybe]].tolist()) <= 1
    found[maybe[slip]] = UNLIKE + 1
    return found


def _phones(column: ComparedColumn, left: Codes, right: Codes) -> Levels:
    return (UNLIKE + (_edits(column.texts[left].tolist(), column.texts[right].tolist()) <= 1)).astype(np.uint8)


def _dates(column: ComparedColumn, left: Codes, right: Codes) -> Levels:
    """In the same year; or one slip apart: a digit, two neighbouring ones swapped, or day and month swapped."""
    one, other = column.texts[left].tolist(), column.texts[right].tolist()
    swapped = [text[:4] + text[6:] + text[4:6] for text in other]
    slip = (_edits(one, other) <= 1) | (_edits(one, swapped) == 0)
    year = np.fromiter((a[:4] == b[:4] for a, b in zip(one, other, strict=True)), bool, len(one))
    return np.asarray(np.where(slip, UNLIKE + 2, UNLIKE + year), np.uint8)


_ALIKE: dict[str, Callable[[ComparedColumn, Codes, Codes], Levels]] = {
    "name": _names,
    "email": _emails,
    "phone": _phones,
    "date": _dates,
}


def _jaro_winkler(left: Sequence[str], right: Sequence[str]) -> NDArray[Any]:
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    return np.asarray(cpdist(left, right, scorer=JaroWinkler.similarity, score_cutoff=_SIMILAR, dtype=np.float32))


def _edits(left: Sequence[str], right: Sequence[str]) -> NDArray[Any]:
    """Letters to change, insert, drop or swap with their neighbour; 2 stands for more than one."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    return np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=1, dtype=np.int32))
