"""Gathers what identifies people and what they answered, batch by batch, in about thirty bytes per row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.contacts.countries import countries
from segtui.delivery.export.eligibility.consent_words import consent_in
from segtui.delivery.export.eligibility.merged_ids import MergedIds
from segtui.delivery.export.eligibility.phones_in_text import PhoneNumbers, numbers_in_text
from segtui.delivery.export.eligibility.row_groups import Answers, RowGroup, SaidRows
from segtui.delivery.export.identity.contacts import Contacts
from segtui.delivery.export.identity.match_keys import addresses, domains, email_keys, email_spellings, id_keys
from segtui.delivery.export.identity.persons import KeyPart, Persons, Rows, among, persons
from segtui.delivery.export.identity.phone_keys import Endings, phone_readings, phone_spellings
from segtui.delivery.export.suppression.match import Suppressed, hashed
from segtui.libraries.freed_memory import give_back

_NUMBER = r"^[0-9]{7,15}$"
Flags = NDArray[np.uint32]


@dataclass
class IdentityGathering:
    """What is gathered; `asked` are the consent columns, whose flags are two bits each: refused, not recognized."""

    asked: tuple[str, ...]
    lists: Suppressed
    region: str | None
    merged: MergedIds | None = None
    height: int = 0
    heights: list[int] = field(default_factory=list)
    """The number of rows of each group."""
    emails: list[KeyPart] = field(default_factory=list)
    """The addresses, kept if other columns may mention them."""
    phones: PhoneNumbers | None = None
    """The phone numbers, kept for the same reason, as far as any may be mentioned."""
    listed: list[tuple[str, Rows]] = field(default_factory=list)
    """Rows on a suppression list, by kind of entry."""
    _flags: list[Flags] = field(default_factory=list)
    ids: list[KeyPart] = field(default_factory=list)
    """The ids of all rows; 0 where a row has none."""
    _keys: dict[str, list[KeyPart]] = field(default_factory=dict)
    _endings: Endings = field(default_factory=Endings)
    _regions: set[str] = field(default_factory=set)
    _codes: set[str] = field(default_factory=set)
    _numbers: list[PhoneNumbers] | None = None

    def look(self, groups: tuple[RowGroup, ...]) -> tuple[Persons, Flags]:
        """Read all rows, those with phone numbers twice: the people, and the flags by row."""
        keep = any(group.contacts.mentioning for group in groups)
        self._numbers = [] if keep else None
        said = SaidRows.of(groups, self.asked)
        for group in groups:
            before = self.height
            for frame in said.new(group):
                self._take(frame, group)
            self.heights.append(self.height - before)
        self.lists.know_phones(self._endings, self._regions, self._codes)
        first = 0
        for group, height in zip(groups, self.heights, strict=True):
            at, first = first, first + height
            for frame in said.new(group) if group.contacts.phones else ():
                self._take_phones(frame, group.contacts, _numbered(at, frame))
                at += frame.height
        del said
        self.phones = PhoneNumbers.joined(self._numbers) if self._numbers is not None else None
        self.emails = self._keys.get("e-mail", []) if keep else []
        found = persons(self.height, self._kinds()), _joined(self._flags)
        give_back()
        return found

    def _take(self, frame: pl.DataFrame, group: RowGroup) -> None:
        """A batch: everything except its phone numbers."""
        rows, contacts = _numbered(self.height, frame), group.contacts
        self.height += frame.height
        self._flags.append(self._answered(frame, group.answers))
        ids = id_keys(frame["id"])
        self.ids.append(KeyPart(self.height - frame.height, hashed(ids)))
        if self.merged:
            self._keys.setdefault("merged", []).append(KeyPart.of(rows, self.merged.keys(self.ids[-1].keys)))
        self._on("id", self.lists.seek("id", rows, ids))
        if self.lists.hashes:
            self._on("id", self.lists.seek_hashes(rows, _spellings(frame["id"], ids)))
        for name in contacts.ids:
            self._key(f"id {name}", rows, id_keys(frame[name]))
        for name in contacts.emails:
            self._take_emails(frame[name], rows, known=True)
        for name in contacts.mentioning if self.lists else ():
            self._take_emails(frame[name], rows, known=False)
        for name in contacts.mentioning:
            if name not in contacts.phones:
                self._endings.want(numbers_in_text(frame[name])["text"])
        for name in contacts.phones:
            self._endings.meet(frame[name])
            self._codes |= set(frame[name].str.extract(r"^\s*(?:\+|00)\s*([1-9]\d{0,2})", 1).drop_nulls().unique())
        if contacts.phones and contacts.country and not self.region:
            self._regions |= set(countries(frame[contacts.country]).values.drop_nulls().unique())

    def _take_emails(self, cells: pl.Series, rows: Rows, *, known: bool) -> None:
        found = addresses(cells)
        at, keys = rows[found["row"].to_numpy()], email_keys(found["text"])
        if known:
            self._key("e-mail", at, keys)
        self._on("e-mail", self.lists.seek("e-mail", at, keys))
        if self.lists.has("domain"):
            for domain in domains(found["text"]).iter_columns():
                self._on("domain", self.lists.seek("domain", at, domain))
        if self.lists.hashes:
            self._on("e-mail", self.lists.seek_hashes(at, email_spellings(found["text"])))

    def _take_phones(self, frame: pl.DataFrame, contacts: Contacts, rows: Rows) -> None:
        """The phone numbers of a batch, once all endings are known."""
        for name in contacts.phones:
            cells = frame[name]
            read = cells.is_not_null().to_numpy() if self.lists.hashes else self._endings.shared(cells)
            if not read.any():
                continue
            mask, mine = pl.Series(read), rows[read]
            regions = None
            if contacts.country and not self.region:
                regions = countries(frame[contacts.country].filter(mask)).values
            found = phone_readings(cells.filter(mask), regions, self.region)
            self._phones(found, mine[found["row"].to_numpy()])

    def _phones(self, found: pl.DataFrame, at: Rows) -> None:
        if self._numbers is not None:
            self._numbers.append(PhoneNumbers.read(found, at))
        readable = pl.col("e164").is_not_null()
        forms = found.select(
            known=pl.coalesce("=" + pl.col("e164"), "?" + pl.col("national")),
            lost=pl.when(readable).then("?" + pl.col("national")),
            anywhere=pl.when(readable).then("~" + pl.col("national")),
            plus=pl.when(~readable).then("=+" + pl.col("national")),
            names=readable | (pl.col("lost") & pl.col("national").str.contains(_NUMBER)),
        )
        named = forms["names"].to_numpy()
        for name in ("known", "plus"):  # a spreadsheet drops the plus
            self._key("phone", at[named], forms[name].filter(forms["names"]))
        self._key("lost", at, forms["lost"])
        self._on("phone", self.lists.seek("phone", at, forms["known"]))
        self._on("phone", self.lists.seek("phone", at, forms["anywhere"]))
        self._on("phone", self.lists.seek("phone", at, forms["plus"]))
        if self.lists.hashes:
            self._on("phone", self.lists.seek_hashes(at, phone_spellings(found)))

    def _on(self, kind: str, rows: Rows) -> None:
        if rows.size:
            self.listed.append((kind, rows))

    def _key(self, kind: str, rows: Rows, texts: pl.Series) -> None:
        self._keys.setdefault(kind, []).append(KeyPart.of(rows, hashed(texts)))

    def _answered(self, frame: pl.DataFrame, answers: Answers) -> Flags:
        flags = np.zeros(frame.height, np.uint32)
        for i, column in enumerate(self.asked if answers != "none" else ()):
            if column in frame.columns:
                answer = consent_in(frame[column])
                flags |= (answer == "no").to_numpy().astype(np.uint32) << np.uint32(2 * i)
                if answers == "all":
                    flags |= (answer == "unclear").to_numpy().astype(np.uint32) << np.uint32(2 * i + 1)
        return flags

    def _kinds(self) -> Iterator[list[KeyPart]]:
        """The keys by kind, released as they are used."""
        yield self.ids
        lost = self._keys.pop("lost", [])
        while self._keys:
            kind, parts = self._keys.popitem()
            if kind == "phone" and lost:
                # A number without a country is the one that has these digits after its country code.
                known = np.unique(np.concatenate([part.keys for part in parts]))
                met = [among(part.keys, known) for part in lost]
                parts += [
                    KeyPart.of(part.numbered(mine), part.keys[mine]) for part, mine in zip(lost, met, strict=True)
                ]
            yield parts


def _numbered(first: int, frame: pl.DataFrame) -> Rows:
    return np.arange(first, first + frame.height, dtype=np.int32)


def _joined(parts: list[Flags]) -> Flags:
    """The parts as one, released one by one."""
    whole, at = np.empty(sum(part.size for part in parts), np.uint32), 0
    parts.reverse()
    while parts:
        part = parts.pop()
        whole[at : at + part.size] = part
        at += part.size
    return whole


def _spellings(cells: pl.Series, keys: pl.Series) -> pl.DataFrame:
    """The forms of ids that a system may have hashed."""
    written = cells.cast(pl.String).str.strip_chars()
    frame = pl.DataFrame({"written": written, "key": keys})
    upper = pl.col("key").str.to_uppercase()
    return frame.select(
        "written",
        pl.when(pl.col("key") != pl.col("written")).then("key"),
        pl.when((upper != pl.col("written")) & (upper != pl.col("key"))).then(upper).alias("upper"),
    )
