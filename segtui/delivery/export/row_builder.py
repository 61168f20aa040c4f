"""Makes the rows of a platform's file from a batch of people, and says for each person left out why."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

import polars as pl

from segtui.data.contacts.parsed import ParsedContacts
from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.gate import OUT
from segtui.delivery.export.mapping import WORDS, ColumnMapping, FilledColumn
from segtui.delivery.export.normalise import sha256
from segtui.delivery.export.people.parse import understand
from segtui.delivery.export.target import SEGMENT_COLUMNS, Target, TargetPlace
from segtui.language.sentences import Sentence, say
from segtui.language.translation import to_translate
from segtui.libraries.seen_keys import SeenKeys

MARK = "> "
"""The prefix of the file's headers in `Made.rows`, so that none clashes with our own columns."""
AGAIN = to_translate("already in the file")
"""Why a person is left out whom the platform's file has already."""
_LONGEST_TAG = 100
_CHECKED = {"email", "phone", "country", "birth_date", "birth_year", "age", "gender", "language", "madid", "value"}
"""Parts of a person whose format leaves no room for a formula."""
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?$"


@dataclass(frozen=True)
class BuiltRows:
    """`rows` are id, segment, segment_name and the columns of the file; `out` is id, reason, detail of the others.

    `emptied` counts by header the unusable cells in rows that are written anyway.
    """

    rows: pl.DataFrame
    out: pl.DataFrame
    emptied: dict[str, int]


@dataclass
class RowBuilder:
    """Makes one export's rows, batch after batch; it remembers whom it has seen if nobody may appear twice."""

    target: Target
    order: CareOrder
    columns: ColumnMapping
    _seen: SeenKeys = field(default_factory=SeenKeys)

    def make(self, batch: pl.DataFrame) -> BuiltRows:
        """The rows of a batch that has passed the gate: columns id, segment, segment_name and the data's, all text."""
        understood = [self._understood(f, batch) for f in self.columns.filled]
        people = batch.select(SEGMENT_COLUMNS).with_columns(u.values.alias(_at(i)) for i, u in enumerate(understood))
        faults = self._faults(understood, batch.height)
        people = self._wholly(self._in_form(people)).with_columns(
            _fault=self._whys(faults),
            _detail=faults.select(pl.coalesce(faults.columns)).to_series(),
            _usable=self._usable(),
        )
        usable = people["_usable"]
        emptied = {
            f.column.header: count
            for f, u in zip(self.columns.filled, understood, strict=True)
            if (count := int((u.faults.is_not_null() & usable).sum()))
        }
        out = people.filter(~pl.col("_usable")).select("id", reason="_fault", detail="_detail")
        kept, twice = self._once(people.filter("_usable"), batch.filter(usable))
        return BuiltRows(kept, pl.concat([out, twice]) if twice.height else out, emptied)

    def headers(self) -> list[str]:
        """The headers of the file, in order."""
        target, filled = self.target, [f.column for f in self.columns.filled]
        own = [c.header for c in (target.columns if target.fixed else filled) if c.holds != target.last]
        last = [c.header for c in filled if c.holds == target.last]
        ours = [*SEGMENT_COLUMNS] if target.plain else [target.segment.header] if target.segment else []
        return [*own, *ours, *(header for header, _ in self.columns.attributes), *last]

    def exempt(self) -> set[str]:
        """The headers whose cells are never guarded against spreadsheets: an apostrophe would change an address."""
        return {f.column.header for f in self.columns.filled if f.column.hashed or f.column.holds in _CHECKED}

    def _understood(self, filled: FilledColumn, batch: pl.DataFrame) -> ParsedContacts:
        regions = None
        country = self.columns.holds.get("country")
        if filled.column.holds == "phone" and not self.order.region and country:
            regions = understand(batch[country], "country").values
        return understand(batch[filled.source], filled.column.holds, regions=regions, region=self.order.region)

    def _in_form(self, people: pl.DataFrame) -> pl.DataFrame:
        forms = [(_at(i), f.column.form) for i, f in enumerate(self.columns.filled)]
        formed = people.with_columns(form(pl.col(at)).alias(at) for at, form in forms if form)
        cells = [at for at, _ in forms]
        return formed.with_columns(pl.when(pl.col(at) != "").then(pl.col(at)).alias(at) for at in cells)

    def _wholly(self, people: pl.DataFrame) -> pl.DataFrame:
        """Parts that belong together are all present or all empty."""
        cells = [_at(i) for i, f in enumerate(self.columns.filled) if f.column.holds in self.target.together]
        if not cells:
            return people
        whole = pl.all_horizontal(pl.col(cells).is_not_null())
        return people.with_columns(pl.when(whole).then(pl.col(cells)))

    def _needed(self) -> list[int]:
        return [i for i, f in enumerate(self.columns.filled) if f.column.holds in self.target.needs]

    def _usable(self) -> pl.Expr:
        needed = [pl.col(_at(i)).is_not_null() for i in self._needed()]
        return pl.any_horizontal(needed) if needed else pl.lit(True)

    def _faults(self, understood: list[ParsedContacts], rows: int) -> pl.DataFrame:
        """What is wrong with the parts by which the platform would find a person, one column each."""
        return pl.DataFrame({"": _nothing(rows)} | {_at(i): understood[i].faults for i in self._needed()})

    def _whys(self, faults: pl.DataFrame) -> pl.Series:
        """Why a row would be left out: which part is not valid, else that it has no usable part."""
        *invalid, nothing = [pl.lit(str(reason)) for reason in self.reasons()]
        says = [
            pl.when(pl.col(_at(i)).is_not_null()).then(reason)
            for i, reason in zip(self._needed(), invalid, strict=True)
        ]
        return faults.select(pl.coalesce(*says, pl.when(pl.col("").is_null()).then(nothing))).to_series()

    def reasons(self) -> list[Sentence]:
        """Why a row may be left out: which part is not valid, one each, and last that it has no usable part."""
        holds = [self.columns.filled[i].column.holds for i in self._needed()]
        words = [say(WORDS.get(part, part)) for part in holds]
        either = reduce(lambda one, other: say("{one} or {other}", one=one, other=other), words) if words else ""
        return [*(say("{part} not valid", part=word) for word in words), say("no {parts}", parts=either)]

    def _once(self, people: pl.DataFrame, batch: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The finished rows, and those left out because the platform refuses duplicate people."""
        keys = [
            pl.col(_at(i)) for p in self.target.unique for i, f in enumerate(self.columns.filled) if f.column.holds == p
        ]
        new = pl.repeat(True, people.height, dtype=pl.Boolean, eager=True)
        if keys:
            # 64 bits per person: among a million, two collide by chance in one of forty million exports.
            hashes = people.select(pl.coalesce(keys).str.to_lowercase()).to_series().hash(seed=0)
            new = pl.Series(self._seen.first(hashes.to_numpy()))
        again = people.filter(~new).select("id", reason=pl.lit(AGAIN), detail=pl.lit(None, pl.String))
        return self._finished(people.filter(new), batch.filter(new)), again.cast(OUT)  # type: ignore[arg-type]

    def _finished(self, people: pl.DataFrame, batch: pl.DataFrame) -> pl.DataFrame:
        cells = [people[name] for name in SEGMENT_COLUMNS]
        finished = {
            f.column.header: sha256(people[_at(i)]) if f.column.hashed else people[_at(i)]
            for i, f in enumerate(self.columns.filled)
        }
        finished |= {header: self._further(batch[source]) for header, source in self.columns.attributes}
        if self.target.segment:
            finished[self.target.segment.header] = people.select(_named(self.target.segment)).to_series()
        empty = _nothing(people.height)
        mine = [h for h in self.headers() if h not in SEGMENT_COLUMNS or not self.target.plain]
        more = [self._cut(finished.get(h, empty)).alias(_header(h)) for h in mine]
        return pl.DataFrame([*cells, *more])

    def _further(self, cells: pl.Series) -> pl.Series:
        """An additional column unchanged; platforms take days as YYYY-MM-DD, without the midnight of a datetime."""
        return cells if self.target.plain else cells.str.replace(_MIDNIGHT, "$1")

    def _cut(self, cells: pl.Series) -> pl.Series:
        """Cells truncated to the bytes that the platform keeps, never within a character."""
        most = self.target.most_cell_bytes
        if most is None or not (cells.str.len_bytes() > most).any():
            return cells
        short = [None if c is None else c.encode()[:most].decode(errors="ignore") for c in cells.to_list()]
        return pl.Series(cells.name, short, dtype=pl.String)


def _nothing(rows: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, rows)


def _at(i: int) -> str:
    return f"_{i}"


def _header(name: str) -> str:
    """The name of a file column in `Made.rows`, distinct from our own three."""
    return MARK + name


def _named(place: TargetPlace) -> pl.Expr:
    """The segment's name; as a tag without commas, which would split it, and within the length limit."""
    name = pl.col("segment_name")
    return name.str.replace_all(r"\s*,\s*", " / ").str.head(_LONGEST_TAG) if place.tag else name
