"""The person to forget: their ids, their rows, and the addresses that identify them in files without ids."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from segtui.data.reading.batches import Batches
from segtui.delivery.export.identity.contacts import contacts_of
from segtui.delivery.export.identity.match_keys import addresses, email_keys, email_spellings, id_keys, plain
from segtui.delivery.export.identity.phone_keys import phone_readings, phone_spellings
from segtui.errors import DataError, SegtuiError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.lazy_frames import slices_of
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.kept_rows import kept_file
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.erase_typed_rows import as_text

_WHOLE = re.compile(r"\+?(-?[0-9]+)(\.0*)?")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_PHONE = re.compile(r"\+?\d[\d ()./-]{5,}\d")
_SAMPLE, _ROWS = 5_000, 50_000


@dataclass(frozen=True)
class Person:
    """A person: `ids` as text; `rows` of theirs, all text, of the run and of its data; `note` says what of these
    could not be read. `mails`, `phones` (digits) and `hashes` are what files for platforms may have of them.
    """

    ids: frozenset[str]
    rows: tuple[pl.DataFrame, ...] = field(repr=False)
    mails: frozenset[str] = field(repr=False)
    phones: frozenset[str] = field(repr=False)
    hashes: frozenset[str] = field(repr=False)
    note: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether anything but the ids is known by which a file may have them."""
        return bool(self.mails or self.phones)

    def among(self, texts: Sequence[str]) -> set[int]:
        """Which of these texts, records of a file, hold an address, a number or a hash of the person's."""
        found = set()
        if self.mails:
            there = addresses(pl.Series(texts, dtype=pl.String))
            keys = email_keys(there["text"])
            found |= set(there["row"].filter(keys.is_in(list(self.mails))).to_list())
        for row, text in enumerate(texts):
            lower = text.lower()
            if self.hashes & set(_HASH.findall(lower)) or (
                self.phones and any(_digits(number) in self.phones for number in _PHONE.findall(text))
            ):
                found.add(row)
        return found


def find_person(run: RunFiles, ids: Collection[str]) -> Person:
    """Look for the rows of the person with one of these ids, in the run, its versions and its data."""
    rows, note = list(_rows_of_runs(run, ids)), ""
    try:
        rows += list(_rows_of_data(run, ids))
    except SegtuiError as error:
        note = f"{error.where}: {error.what}" if error.where else error.what
    regions = {order.region for _, order in run.plan.careful() if order.region}
    mails: set[str] = set()
    phones: set[str] = set()
    hashes: set[str] = set()
    sample = _text(run.segments().head(_SAMPLE).collect()) if run.has_segments else pl.DataFrame()
    for frame in rows:
        contacts = contacts_of(pl.concat([frame, sample], how="diagonal").head(_SAMPLE), {})
        for name in (n for n in contacts.emails if n in frame.columns):
            theirs = addresses(frame[name])["text"]
            mails |= set(email_keys(theirs).to_list())
            hashes |= _hashes(email_spellings(theirs))
        country = [frame[contacts.country]] if contacts.country else []
        for name in (n for n in contacts.phones if n in frame.columns):
            for region in (None, *sorted(regions)):
                spelled = phone_spellings(phone_readings(frame[name], country[0] if country else None, region))
                phones |= {_digits(text) for column in spelled for text in column.drop_nulls().to_list()}
                hashes |= _hashes(spelled)
    hashes |= {hashlib.sha256(mail.encode()).hexdigest() for mail in mails}
    known = frozenset(phone for phone in phones if len(phone) >= 7)
    return Person(frozenset(ids), tuple(rows), frozenset(mails), known, frozenset(hashes), note)


def may_be(cells: pl.Series, id: str) -> pl.Series:
    """Which ids, as text, `id` may mean: those that `spellings` looks for among the known ones."""
    bare = plain(pl.Series([id], dtype=pl.String))[0] or id
    same, number = cells.is_in([id, bare]), _number(bare)
    return same if number is None else same | (id_keys(cells) == number)


def spellings(id: str, known: Collection[str]) -> set[str]:
    """The ids that `id` may mean: itself if it is `known`, else those that are the same without blanks around them or,
    if it is a number, as a number: `12346`, `12346.00` and `1.2346E4` for one another.
    """
    if id in known:
        return {id}
    bare = plain(pl.Series([id], dtype=pl.String))[0] or id
    number = _number(bare)
    if bare in known or number is None:
        return {id, bare}
    ids = pl.Series("", sorted(known), dtype=pl.String)
    return {id, bare, number, f"{number}.0", *ids.filter(id_keys(ids) == number)}


def _number(id: str) -> str | None:
    """The whole number that an id is, in digits; None for every other."""
    if whole := _WHOLE.fullmatch(id):
        return whole[1]
    if not _EXPONENT.fullmatch(id):
        return None
    value = Decimal(id)
    return f"{value:.0f}" if value == value.to_integral_value() else None


def frames_of_data(run: RunFiles) -> Iterator[pl.DataFrame]:
    """The rows of the run's data, all text, where its plan says by which column they are known.

    Those of a database that the run keeps are taken as they were. Raises DataError where they can't be read.
    """
    source = run.plan.source
    if source is None or source.path == "-" or source.id is None:
        return
    if (kept := run.path / kept_file("source")).is_file():
        with foreign(damaged(kept)):
            yield from (_text(frame) for frame in slices_of(pl.scan_parquet(kept, glob=False), _ROWS))
        return
    with Batches(source, run.path, rows=_ROWS) as batches:
        if source.id not in batches.columns:
            raise DataError(say('the column "{id}" no longer exists', id=source.id), where=source.path)
        for frame, _ in batches:
            yield _text(frame)


def _rows_of_runs(run: RunFiles, ids: Collection[str]) -> Iterator[pl.DataFrame]:
    places = [run.path, *(versions.folder(run.path, number) for number in versions.numbers(run.path))]
    for place in places if run.has_segments else []:
        one = RunFiles.open(place)
        for block in one.segment_blocks():
            frame = block.collect()
            theirs = frame.filter(as_text(frame[one.id]).is_in(list(ids)))
            if theirs.height:
                yield _text(theirs)


def _rows_of_data(run: RunFiles, ids: Collection[str]) -> Iterator[pl.DataFrame]:
    for frame in frames_of_data(run):
        assert run.plan.source and run.plan.source.id
        theirs = frame.filter(among_ids(frame[run.plan.source.id], ids))
        if theirs.height:
            yield theirs


def among_ids(cells: pl.Series, ids: Collection[str]) -> pl.Series:
    """Which cells of a file as it is written are one of the ids, numbers in any spelling."""
    numbers = [number for id in ids if (number := _number(id)) is not None]
    return cells.is_in(list(ids)) | id_keys(cells).is_in(numbers) if numbers else cells.is_in(list(ids))


def _text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(as_text(frame[name]).alias(name) for name in frame.columns)


def _hashes(spelled: pl.DataFrame) -> set[str]:
    texts = {str(text) for column in spelled for text in column.drop_nulls().to_list()}
    return {hashlib.sha256(form.encode()).hexdigest() for text in texts for form in (text, text.lstrip("+"))}


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
