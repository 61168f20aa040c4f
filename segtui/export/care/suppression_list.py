"""Reads a suppression list: whoever is on it by e-mail, phone, id or hash is never written to."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from segtui.data.id_names import ID, PERSON, name_rank
from segtui.data.read import places_of, read_one
from segtui.data.source import Source
from segtui.errors import DataError
from segtui.export.care.same_person import email_forms, phone_forms, together
from segtui.export.people.called import part_called
from segtui.wording import counted

_HASH = r"^(?i:sha256:)?([0-9a-fA-F]{64})$"
_DIGITS = r"^\+?[\d\s()./-]{7,20}$"


@dataclass(frozen=True)
class SuppressionList:
    """Who is suppressed, each in every form that a row's own cell may have; hashes in lower-case hexadecimal."""

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()
    """A sentence for each file on what was read."""

    def __bool__(self) -> bool:
        return bool(self.emails or self.phones or self.ids or self.hashes)

    def __or__(self, other: SuppressionList) -> SuppressionList:
        """Both lists together."""
        return SuppressionList(
            self.emails | other.emails,
            self.phones | other.phones,
            self.ids | other.ids,
            self.hashes | other.hashes,
            self.told + other.told,
        )


NOBODY = SuppressionList()
"""A list without people."""


def read_suppression(paths: Sequence[str], folder: Path, *, region: str | None = None) -> SuppressionList:
    """The lists of all files together, in any format that a source may have; a relative path starts at `folder`.

    A cell with an @ is an e-mail, 64 hexadecimal digits are a hash, whatever their column. Phones stand in a column
    named so, and ids in one named so; in a file of one column every other cell is taken for both. Numbers without a
    country's code are read as of `region`. Raises DataError for a file that can't be read or names nobody it could
    understand: an export must not go out because a list came broken.
    """
    whole = NOBODY
    for path in paths:
        whole |= _list(path, folder, region)
    return whole


def _list(path: str, folder: Path, region: str | None) -> SuppressionList:
    emails: set[str] = set()
    phones: set[str] = set()
    ids: set[str] = set()
    hashes: set[str] = set()
    counts: dict[str, int] = {}
    columns = _columns(path, folder)
    for name, cells in columns.items():
        found = _sorted(name, cells, alone=len(columns) == 1)
        emails |= together(email_forms(pl.Series(found["e-mail"], dtype=pl.String)))
        phones |= together(phone_forms(pl.Series(found["phone"], dtype=pl.String), None, region))
        ids |= set(found["id"])
        hashes |= set(found["hash"])
        counts = {kind: counts.get(kind, 0) + len(set(values)) for kind, values in found.items()}
    if not (emails or phones or ids or hashes) and any(not cells.is_empty() for cells in columns.values()):
        what = "no e-mail, phone, id or hash is seen in this suppression list"
        raise DataError(what, where=path, fix="name its column email, phone, id or sha256")
    said = ", ".join(
        counted(count, kind, "hashes" if kind == "hash" else None) for kind, count in counts.items() if count
    )
    return SuppressionList(
        frozenset(emails),
        frozenset(phones),
        frozenset(ids),
        frozenset(hashes),
        (f"{Path(path).name}: {said or 'nobody'}",),
    )


def _columns(path: str, folder: Path) -> dict[str, pl.Series]:
    """The distinct cells of each column as text without blanks; a header that is an entry itself is one."""
    with tempfile.TemporaryDirectory(prefix="segtui-") as workspace:
        frames = [read_one(place, Source(path=path)).frame for place in places_of(path, folder, Path(workspace), None)]
    columns: dict[str, pl.Series] = {}
    for frame in frames:
        for name in frame.columns:
            text = frame[name].cast(pl.String, strict=False).str.strip_chars().drop_nulls()
            head = [name] if "@" in name or re.match(_HASH, name) else []
            cells = pl.concat([columns.get(name, pl.Series(dtype=pl.String)), pl.Series(head, dtype=pl.String), text])
            columns[name] = cells.filter(cells != "").unique(maintain_order=True)
    return columns


def _sorted(name: str, cells: pl.Series, *, alone: bool) -> dict[str, list[str]]:
    """The cells of a column by what they are; a cell that could be two things is both."""
    mail = cells.str.contains("@", literal=True)
    hashed = cells.str.contains(_HASH)
    rest = cells.filter(~mail & ~hashed)
    phone, id = part_called(name)[0] == "phone", alone or name_rank(name) in (PERSON, ID)
    digits = rest.str.contains(_DIGITS if phone or alone else r"^\+[\d\s()./-]{7,20}$")
    return {
        "e-mail": cells.filter(mail).to_list(),
        "phone": rest.filter(digits).to_list(),
        "id": rest.to_list() if id and not phone else [],
        "hash": cells.filter(hashed).str.extract(_HASH, 1).str.to_lowercase().to_list(),
    }
