"""What the cells of a suppression list's column may be besides the obvious, judged by its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.data.identifiers.id_names import BARE_PERSON, ID, PERSON, name_rank
from segtui.delivery.export.people.detect import part_called, words_of
from segtui.delivery.export.suppression.list_cells import ListCells


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ANYTHING = _of(
    "entry entries value values contact contacts identifier identity recipient recipients item items pattern target "
    "blocked suppressed suppression"
)
"""Header words that do not say what the entries are."""
_KNOWN = _of("md5 sha sha1 sha256 sha512 hash hashed hmac digest domain domains") | _ANYTHING
"""Header words besides those of ids, addresses and phone numbers."""
_CODE = r"^(?:[^\s@]*\p{L}[^\s@]*\d[^\s@]*|[^\s@]*\d[^\s@]*\p{L}[^\s@]*)$"
_NUMBER = r"\d(?:[\s()./-]*\d){3}"


@dataclass(frozen=True)
class Role:
    """`named` says that the header is a name, not an entry; `unsure` that it may be either."""

    id: bool = False
    phone: bool = False
    domain: bool = False
    named: bool = False
    unsure: bool = False


def roles_of(columns: Sequence[ListCells], id_column: str) -> list[Role]:
    """The role of each column of a table; if one has the name of the run's own `id_column`, only that one holds ids."""
    own = [_folded(cells.header) == _folded(id_column) for cells in columns]
    alone = len(columns) == 1
    return [
        _role(cells, alone=alone, first=i == 0, mine=mine, decided=any(own))
        for i, (cells, mine) in enumerate(zip(columns, own, strict=True))
    ]


def is_name(header: str) -> bool:
    """Whether a header is the name of a column of entries and can't be an entry itself, unlike `tel: 030 1234`."""
    if re.search(_NUMBER, header):
        return False
    words, part = set(words_of(header)), part_called(header.rstrip("0123456789 _-"))[0]
    return name_rank(header) in (PERSON, ID, BARE_PERSON) or part is not None or bool(words & _KNOWN)


def _role(cells: ListCells, *, alone: bool, first: bool, mine: bool, decided: bool) -> Role:
    header = cells.header
    words, part = set(words_of(header)), part_called(header.rstrip("0123456789 _-"))[0]
    known = mine or is_name(header)
    named = known or not re.search(r"[@\d]", header)
    if mine:
        return Role(id=True, domain=part == "email", phone=part == "phone", named=True)
    # Without a header nothing is known of the columns: the first may be anything, others hold at most codes.
    anything = alone or (not named and first) or bool(words & _ANYTHING and part is None)
    codes = not named and bool(cells.texts.str.contains(_CODE).all())
    phone = part == "phone" or bool(words & {"phone", "mobile", "tel", "telefon"})
    email = part == "email" or "domain" in words
    id_named = name_rank(header) in (PERSON, ID, BARE_PERSON) and part is None
    return Role(
        id=not decided and not phone and (anything or codes or id_named),
        phone=phone or (anything and not email),
        domain=email or anything,
        named=named,
        unsure=alone and named and not known,
    )


def one_line(columns: Sequence[ListCells]) -> list[ListCells]:
    """A file of one line without names is a list of entries side by side, read as one column; others are unchanged."""
    if len(columns) < 2 or any(cells.rows.max() != 0 for cells in columns) or any(is_name(c.header) for c in columns):
        return list(columns)
    texts = pl.concat([cells.texts for cells in columns])
    return [ListCells(columns[0].header, texts, pl.int_range(len(texts), dtype=pl.UInt32, eager=True))]


def _folded(name: str) -> str:
    return " ".join(words_of(name)) or name.strip().casefold()
