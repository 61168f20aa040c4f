"""The names of an export's files, as far as they are known before it runs."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.eea import CONSENTED, OTHERS
from segtui.delivery.export.target import find_target

LEFT_OUT, OPT_OUTS, SUMMARY = ".left-out.csv", ".opt-outs.csv", ".summary.json"
COMPANIONS = (LEFT_OUT, OPT_OUTS, SUMMARY)


@dataclass(frozen=True)
class FileNames:
    """The files that an export may write.

    `place` is the first; `sure` are all files with known names, `numbered` those that a platform's limits may add;
    `each` says whether there may be others named after a segment.
    """

    place: Path
    sure: tuple[Path, ...]
    numbered: re.Pattern[str] | None
    each: bool

    def may_add(self, other: Path) -> bool:
        """Whether a name may come from splitting a file at the platform's limits."""
        return bool(other.parent == self.place.parent and self.numbered and self.numbered.fullmatch(folded(other.name)))

    def standing(self) -> list[Path]:
        """The files that already exist and may have to be replaced."""
        found = [place for place in self.sure if os.path.lexists(place)]
        if self.place.parent.is_dir():
            theirs = sorted(self.place.parent.iterdir())
            start, end = f"{self.place.stem}-", self.place.suffix
            named = [p for p in theirs if self.each and p.name.startswith(start) and p.name.endswith(end)]
            found += [p for p in [*named, *filter(self.may_add, theirs)] if p not in found]
        return found


def names_of(order: Export, place: Path, segments: Iterable[str] = ()) -> FileNames:
    """The names of the files of an export at `place`, for segments with these names."""
    target = find_target(order.to)
    each = order.per_segment if order.per_segment is not None else not target.segment and not target.plain
    parts = (CONSENTED, OTHERS) if order.eea_consent else ("",)
    words = [[part, name] for part in parts for name in (segments if each else [""])]
    stems = dict.fromkeys([place.stem, *(f"{place.stem}-{s}" for word in words if (s := slugged(*word)))])
    first = [place.with_name(stem + place.suffix) for stem in stems]
    companions = [beside(place, ending) for ending in COMPANIONS]
    numbered = None
    if target.most_rows or target.most_bytes:
        any_stem = "|".join(re.escape(folded(stem)) for stem in stems)
        numbered = re.compile(rf"(?:{any_stem})-[0-9]+{re.escape(folded(place.suffix))}")
    return FileNames(place, (*first, *companions), numbered, each)


def beside(place: Path, ending: str) -> Path:
    """A companion of a file: `x.left-out.csv` of `x.csv`."""
    return place.with_name(place.stem + ending)


def slugged(*words: str) -> str:
    """Words as part of a file name: letters and digits of any script, in lower case, without accents."""
    return "-".join(_slug(word) for word in words if word)


def folded(name: str) -> str:
    """A name as case-insensitive file systems compare it."""
    return unicodedata.normalize("NFC", name).casefold()


def _slug(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    slug = re.sub(r"[^\w]+", "-", plain).strip("-_")[:60] or "segment"
    return f"segment-{slug}" if slug.isdigit() else slug
