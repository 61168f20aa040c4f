"""Finds who is on suppression lists, and counts how many entries of each list matched how many people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from segtui.delivery.export.identity.persons import Keys, Persons, Rows
from segtui.delivery.export.identity.phone_keys import Endings, phone_readings, regions_of
from segtui.delivery.export.identity.pseudonyms import id_key
from segtui.delivery.export.suppression.suppression_list import SuppressionList
from segtui.language.sentences import row_of, say, say_counted

SEED = 0


@dataclass(frozen=True)
class ListTally:
    """How far a list matched: its `entries`, the `matched` ones, and the `people` whom they match.

    `by` counts the matched entries by what they were read as.
    """

    list: str
    path: str
    entries: int
    matched: int
    people: int
    by: dict[str, int]

    @property
    def missed(self) -> bool:
        """Whether there are entries, but none matched anyone."""
        return self.entries > 0 and not self.matched

    def facts(self) -> dict[str, Any]:
        """The tally in JSON types."""
        return {name: value for name, value in asdict(self).items() if name != "path"}

    def sentence(self) -> str:
        """The tally in words."""
        if not self.entries:
            return say("{list}: no entries", list=self.list)
        told = say(
            "{list}: {matched} matched {people}",
            list=self.list,
            matched=say_counted(
                "{matched:,} of {count:,} entry", "{matched:,} of {count:,} entries", self.entries, matched=self.matched
            ),
            people=say_counted("{count:,} person", "{count:,} people", self.people),
        )
        kinds = [_read_as(kind, n) for kind, n in self.by.items()]
        return say("{tally} ({kinds})", tally=told, kinds=row_of(kinds)) if kinds else told


def _read_as(kind: str, count: int) -> str:
    """How many entries were read as something: `2 e-mails`."""
    return {
        "domain": say_counted("{count:,} domain", "{count:,} domains", count),
        "e-mail": say_counted("{count:,} e-mail", "{count:,} e-mails", count),
        "hash": say_counted("{count:,} hash", "{count:,} hashes", count),
        "id": say_counted("{count:,} id", "{count:,} ids", count),
        "phone": say_counted("{count:,} phone", "{count:,} phones", count),
    }[kind]


def hashed(texts: pl.Series) -> Keys:
    """A 64-bit number for each text, 0 for null: among five million people two collide by chance once in 10^6."""
    numbers = texts.hash(SEED).to_numpy().astype(np.uint64) | np.uint64(1)
    return np.where(texts.is_null().to_numpy(), np.uint64(0), numbers)


class Suppressed:
    """All lists of an export, ready to be matched with rows; matches are kept until `tallies`."""

    def __init__(self, lists: Sequence[SuppressionList], region: str | None = None) -> None:
        self.lists, self._region = tuple(lists), region
        frames = [one.readings.with_columns(list=pl.lit(i, pl.UInt32)) for i, one in enumerate(lists)]
        every = pl.concat(frames) if frames else pl.DataFrame(schema={"kind": pl.String, "text": pl.String})
        self._readings = every
        self._phones = every.filter(pl.col("kind") == "phone")
        self._tables = {
            kind: _table(every.filter(pl.col("kind") == kind)) for kind in ("e-mail", "domain", "id") if frames
        }
        self._digests = _digests(every.filter(pl.col("kind") == "hash")) if frames else {}
        self._key = id_key() if self._digests else None
        self._rows: list[Rows] = []
        self._found: list[tuple[str, Rows, Keys]] = []

    @property
    def hashes(self) -> bool:
        """Whether any entry is a hash."""
        return bool(self._digests)

    def __bool__(self) -> bool:
        return bool(self.lists)

    def has(self, kind: str) -> bool:
        """Whether any entry may be of that kind."""
        return kind in self._tables and self._tables[kind].height > 0

    def know_phones(self, endings: Endings, regions: set[str], codes: set[str]) -> None:
        """Read the lists' phone numbers as numbers of `regions` and of the countries with these codes, those of the
        rows.

        Rows whose numbers end like them are marked in `endings`.
        """
        if self._phones.height:
            endings.want(self._phones["text"])
            self._tables["phone"] = _phone_table(self._phones, self._region, regions | regions_of(codes))

    def phones(self) -> Keys:
        """The hashes of all forms of the lists' phone numbers, once `know_phones` has read them."""
        table = self._tables.get("phone")
        return np.empty(0, np.uint64) if table is None else table["hash"].to_numpy()

    def seek(self, kind: str, rows: Rows, texts: pl.Series) -> Rows:
        """Which of the rows are on a list by these texts, in the normal form of that kind."""
        table = self._tables.get(kind)
        if table is None or not table.height or not len(texts):
            return rows[:0]
        keys = hashed(texts)
        wanted = table["hash"].to_numpy()
        at = np.searchsorted(wanted, keys)
        hit = (keys != 0) & (wanted[np.minimum(at, wanted.size - 1)] == keys)
        if hit.any():
            self._found.append((kind, rows[hit], keys[hit]))
        met: Rows = rows[hit]
        return met

    def seek_hashes(self, rows: Rows, spellings: pl.DataFrame) -> Rows:
        """Which of the rows are on a list by the hash of any of their spellings, one column each."""
        hits = [self._seek_hash(rows, spellings[name]) for name in spellings.columns] if self._digests else []
        return np.concatenate(hits) if hits else rows[:0]

    def _seek_hash(self, rows: Rows, texts: pl.Series) -> Rows:
        there = texts.is_not_null().to_numpy()
        rows, known = rows[there], texts.drop_nulls().to_list()
        hits = []
        for size, wanted in self._digests.items():
            for digest in self._ways(size):
                keys = np.fromiter((digest(text.encode()) for text in known), np.uint64, len(known))
                hit = np.isin(keys, wanted["hash"].to_numpy())
                if hit.any():
                    self._found.append((f"hash {size}", rows[hit], keys[hit]))
                    hits.append(rows[hit])
        return np.concatenate(hits) if hits else rows[:0]

    def _ways(self, size: int) -> list[Callable[[bytes], int]]:
        """The ways in which a text may have been hashed to this many bytes, each as its first 64 bits."""
        make = {16: hashlib.md5, 20: hashlib.sha1, 32: hashlib.sha256, 48: hashlib.sha384, 64: hashlib.sha512}[size]
        ways = [lambda text: _head(make(text, usedforsecurity=False).digest())]
        if size == 32 and (key := self._key):
            ways.append(lambda text: _head(hmac_digest(key, text)))
        return ways

    def tallies(self, persons: Persons) -> tuple[ListTally, ...]:
        """How far each list matched, over all rows so far."""
        tables = {**self._tables, **{f"hash {size}": table for size, table in self._digests.items()}}
        schema = {"kind": pl.String, "row": pl.Int32, "hash": pl.UInt64}
        frames = [
            pl.DataFrame({"kind": pl.Series([kind]).new_from_index(0, len(rows)), "row": rows, "hash": keys}, schema)
            for kind, rows, keys in self._found
        ]
        found = pl.concat(frames).unique() if frames else pl.DataFrame(schema=schema)
        known = [
            t.with_columns(kind=pl.lit(kind)).select("list", "entry", "kind", "hash") for kind, t in tables.items()
        ]
        met = found.join(pl.concat(known), on=["kind", "hash"]) if known else None
        return tuple(self._tally(i, one, met, persons) for i, one in enumerate(self.lists))

    def _tally(self, i: int, one: SuppressionList, met: pl.DataFrame | None, persons: Persons) -> ListTally:
        if met is None:
            return ListTally(one.name, one.path, one.count, 0, 0, {})
        mine = met.filter(pl.col("list") == i).with_columns(pl.col("kind").str.replace(" .*", ""))
        rows = mine["row"].unique().to_numpy().astype(np.int64)
        matched = mine["entry"].unique()
        by = mine.unique(["entry", "kind"]).group_by("kind").len().sort("kind")
        entries = one.count + len(one.maybe & set(matched.to_list()))
        return ListTally(one.name, one.path, entries, len(matched), persons.count(rows), dict(by.iter_rows()))


def hmac_digest(key: bytes, text: bytes) -> bytes:
    """HMAC-SHA-256 of a text by a key."""
    import hmac

    return hmac.digest(key, text, "sha256")


def _head(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big")


def _table(readings: pl.DataFrame) -> pl.DataFrame:
    """list, entry, and the hash of each reading, in the order of the hashes."""
    keys = pl.Series("hash", hashed(readings["text"]), dtype=pl.UInt64)
    return readings.select("list", "entry").with_columns(keys).unique().sort("hash")


def _digests(readings: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """The same for hashes, by their number of bytes."""
    heads = [int(text[:16], 16) for text in readings["text"].to_list()]
    table = readings.select("list", "entry", size=pl.col("text").str.len_bytes() // 2).with_columns(
        pl.Series("hash", heads, dtype=pl.UInt64)
    )
    return {int(size): part.drop("size").sort("hash") for (size,), part in table.group_by("size", maintain_order=True)}


def _phone_table(readings: pl.DataFrame, region: str | None, regions: set[str]) -> pl.DataFrame:
    """The forms of the lists' phone numbers: E.164 if the country is known, else that of every country they fit.

    `=` marks E.164, `~` national digits of any country, `?` digits that find a row's number that could not be read.
    """
    frames = []
    for known in [region] if region else [None, *sorted(regions)]:
        read = phone_readings(readings["text"], None, known)
        frames.append(read.with_columns(known=pl.lit(known, pl.String)))
    every = pl.concat(frames)
    national = ~pl.col("text").str.contains(r"^\s*(?:\+|00)")
    unsure = national & (pl.col("known").is_null() if not region else pl.col("e164").is_null())
    digits = pl.col("text").str.replace_all(r"[^0-9]", "").str.strip_chars_start("0")
    forms = pl.concat(
        [
            every.select("row", text="=" + pl.col("e164")),
            every.select("row", text="=+" + digits),
            every.select("row", text="?" + pl.col("national")),
            every.select("row", text="?" + pl.col("e164").str.slice(1)),
            every.select("row", text="?" + digits),
            every.filter(unsure).select("row", text="~" + digits),
        ]
    ).drop_nulls()
    who = readings.select("list", "entry").with_row_index("row")
    return _table(forms.join(who, on="row").select("list", "entry", "text"))
