"""Finds which column of the data holds which part of a person: by its name, and by what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from segtui.export.people.aliases import part_called
from segtui.export.people.parse import understand
from segtui.export.target import Part
from segtui.wording import share

_ENOUGH = 0.5
_PLAIN_TO_SEE = 0.8
_SAMPLE = 500
_LOOKS = {
    "phone": r"^\+?(?:[\s()./-]*\d){6,15}[\s()./-]*$",
    "zip": r"^[A-Za-z0-9][A-Za-z0-9 -]{1,9}$",
    "first_name": r"^[^\d@]+$",
    "last_name": r"^[^\d@]+$",
    "city": r"^[^@]*\p{L}[^@]*$",
    "state": r"^[^@]*\p{L}[^@]*$",
    "job_title": r"\p{L}",
    "company": r"[\p{L}\d]",
}
_BY_VALUES: dict[Part, str] = {"email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "phone": r"^\+[1-9](?:[\s()./-]*\d){6,14}$"}


@dataclass(frozen=True)
class DetectedPart:
    """A part of a person, the column that holds it, and how it was told, in words."""

    part: Part
    column: str
    told_by: str


def detect(sample: pl.DataFrame) -> dict[Part, DetectedPart]:
    """The parts of a person that the columns of `sample` (all text) hold; of several columns the one named plainest.

    A name is believed where at least half of the distinct values fit; an e-mail or an international phone number is
    also seen where four fifths do under any name.
    """
    found: dict[Part, tuple[int, DetectedPart]] = {}
    for name in sample.columns:
        values = sample[name].drop_nulls().unique(maintain_order=True).head(_SAMPLE)
        if values.is_empty():
            continue
        part, more = part_called(name)
        fits = _share(values, part) if part else 0.0
        if part and fits >= _ENOUGH:
            told = f"by its name, and {share(round(fits * len(values)), len(values))} of its values fit"
            rank = more
        else:
            part = next((p for p, look in _BY_VALUES.items() if _matches(values, look) >= _PLAIN_TO_SEE), None)
            told, rank = "by its values", 99
        if part and (part not in found or rank < found[part][0]):
            found[part] = rank, DetectedPart(part, name, told)
    return {part: one for part, (_, one) in found.items()}


def _share(values: pl.Series, part: Part) -> float:
    if look := _LOOKS.get(part):
        return _matches(values, look)
    return int(understand(values, part).values.is_not_null().sum()) / len(values)


def _matches(values: pl.Series, look: str) -> float:
    return int(values.str.contains(look).sum()) / len(values)
