"""Reads a suppression list: each entry with every meaning it can have."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from segtui.delivery.export.identity.match_keys import addresses, email_keys, id_keys, pieces, plain
from segtui.delivery.export.suppression.list_cells import ListCells, tables_of
from segtui.delivery.export.suppression.list_columns import Role, is_name, one_line, roles_of
from segtui.libraries.columns import col

ENTRIES = {"entry": pl.UInt32, "kind": pl.String, "text": pl.String}
"""A reading of an entry: its number, and what it may be: e-mail, domain, phone, id, hash (in hexadecimal)."""
HASHES = {16: "MD5", 20: "SHA-1", 32: "SHA-256", 48: "SHA-384", 64: "SHA-512"}
"""The supported hashes, by their bytes; one of 32 may also be keyed."""
_MARK = r"(?i)^(?:\{?(?:md5|sha-?1|sha-?256|sha-?512|hmac)\}?[:=]|0x|\\x)"
_HEX = r"^[0-9a-fA-F]+$"
_BASE64 = r"^[A-Za-z0-9+/_-]+={0,2}$"
_PHONE = r"^(?:\+|00)?[(\s]*\d[\d\s()./-]{5,22}(?:\.0)?$"
_ABROAD = r"^\+[\d\s()./-]{7,22}$"
_DOMAIN = r"(?i)^(?:\*?\.?@|https?://(?:www\.)?|\*\.|www\.)?((?:[\p{L}\d_-]+\.)+\p{L}[\p{L}\d-]+)\.?/?$"
_WITH_AT = r"(?i)^(?:\*|\.)?@((?:[\p{L}\d_-]+\.)+\p{L}[\p{L}\d-]+)\.?$"
_MARKED = r"(?i)^(?:#|(?:id|no|nr|customer|user|kunde)\s*[:#.])\s*"
_GROUPED = r"^\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+|(?:['’]\d{3})+|(?: \d{3})+)$"
_SUM = r"^([0-9a-fA-F]{32,128})\s.*$"


@dataclass(frozen=True)
class SuppressionList:
    """The entries of one file: `readings` has the columns of ENTRIES, `count` is their number, `path` is as given.

    `maybe` are entries that may also be the header: they count if they match somebody.
    """

    path: str
    count: int
    readings: pl.DataFrame
    maybe: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """The file's name."""
        return Path(self.path).name


def read_suppression(paths: Sequence[str], folder: Path, id_column: str = "id") -> tuple[SuppressionList, ...]:
    """The lists, in any format that a source can have; relative paths start at `folder`.

    Whatever its column, a cell with an address is an e-mail, one with the length of a hash is one, `@example.org` a
    domain. A column named like that holds phones, ids, bare domains; if one has the name of the run's own `id_column`,
    only that one holds ids. In a file of one column, and in the first column if none is recognized, each cell may be
    anything. Raises DataError for a file that can't be read.
    """
    return tuple(_list(path, folder, id_column) for path in dict.fromkeys(paths))


def _list(path: str, folder: Path, id_column: str) -> SuppressionList:
    tables = [_table(columns, id_column) for columns in tables_of(path, folder)]
    found = [frame.with_columns(table=pl.lit(i)) for i, table in enumerate(tables) for frame in table]
    if not found:
        return SuppressionList(path, 0, pl.DataFrame(schema=ENTRIES))
    entry = pl.struct("table", "row", "piece").rank("dense").alias("entry") - 1
    every = pl.concat(found).with_columns(entry)
    columns = [col(name).cast(dtype) for name, dtype in ENTRIES.items()]
    readings = every.drop_nulls("text").select(columns).unique(maintain_order=True)
    maybe = frozenset(every.filter("maybe")["entry"].to_list()) - frozenset(every.filter(~pl.col("maybe"))["entry"])
    return SuppressionList(path, every["entry"].n_unique() - len(maybe), readings, maybe)


def _table(columns: Sequence[ListCells], id_column: str) -> list[pl.DataFrame]:
    """The readings of each column of a table; if there are none, its first column may be anything."""
    columns = one_line(columns)
    roles = roles_of(columns, id_column)
    found = [_readings(cells, role) for cells, role in zip(columns, roles, strict=True)]
    rows = max((int(cells.rows.max()) for cells in columns), default=0)  # type: ignore[arg-type]
    if rows and not any(frame.filter(pl.col("row") > 0).height for frame in found):
        roles = [Role(True, True, True, roles[0].named), *roles[1:]]
        found = [_readings(cells, role) for cells, role in zip(columns, roles, strict=True)]
    if not rows and columns and not any(is_name(cells.header) for cells in columns):
        found = [_readings(columns[0], Role(True, True, True))]  # a line of text without names is not a header
    return [*found, *_unread_rows(columns, found)]


def _unread_rows(columns: Sequence[ListCells], found: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """The rows below the header without a reading in any column: they count as entries that could not be read."""
    if not found:
        return []
    rows = pl.concat([cells.rows for cells in columns]).unique(maintain_order=True)
    known = pl.concat([frame["row"] for frame in found])
    left = rows.filter((rows > 0) & ~rows.is_in(known.implode()))
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, len(left))
    unread = {"row": left, "kind": blank, "text": blank, "piece": pl.zeros(len(left), pl.UInt32, eager=True)}
    unread["maybe"] = pl.Series([False]).new_from_index(0, len(left))
    return [pl.DataFrame(unread).select(found[0].columns)]


def _readings(cells: ListCells, role: Role) -> pl.DataFrame:
    """All readings of a column, as row, piece, kind and text; an entry without one has null as its text.

    A header that is a name is read too, but counts only if it has a reading by itself.
    """
    texts, rows = plain(cells.texts), cells.rows
    split = _split(texts)
    parts = split["text"]
    numbers = pieces(parts)
    whose = split[numbers["row"]]
    frames = [
        _one("e-mail", (found := addresses(texts))["row"], email_keys(found["text"])),
        _one("domain", split["row"], _domains(parts, bare=role.domain), split["piece"]),
        _one("hash", split["row"], _hashes(parts), split["piece"]),
        _one(
            "phone",
            whose["row"],
            _filtered(numbers["text"].str.strip_chars(), _PHONE if role.phone else _ABROAD),
            whose["piece"],
        ),
    ]
    if role.id:
        ways = (parts, _ungrouped(parts), _unmarked(parts))
        frames += [_one("id", split["row"], id_keys(way), split["piece"]) for way in ways]
    read = pl.concat(frames).drop_nulls("text")
    counts = role.id or role.phone or role.domain or not role.named
    every = pl.concat([read, _unread(texts, read)]) if counts else read
    every = every.with_columns(row=rows.gather(every["row"]))
    plainly = pl.col("kind").is_in(["e-mail", "domain", "hash"])
    every = every.with_columns(maybe=(pl.col("row") == 0) & ~plainly & role.unsure)
    return every.filter((pl.col("row") > 0) | plainly | pl.col("maybe") | (not role.named))


def _one(kind: str, rows: pl.Series, texts: pl.Series, piece: pl.Series | None = None) -> pl.DataFrame:
    frame = pl.DataFrame({"row": rows, "kind": pl.Series([kind]).new_from_index(0, len(rows)), "text": texts})
    number = pl.int_range(pl.len()).over("row") if piece is None else piece
    return frame.with_columns(piece=pl.lit(0, pl.UInt32) if not len(rows) else number).with_columns(
        pl.col("piece").cast(pl.UInt32)
    )


def _unread(texts: pl.Series, read: pl.DataFrame) -> pl.DataFrame:
    """A row for each cell that has no reading at all."""
    rows = pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.UInt32, eager=True), "there": texts})
    left = rows.drop_nulls("there").join(read, on="row", how="anti")
    blank = pl.lit(None, pl.String)
    return left.select("row", kind=blank, text=blank, piece=pl.lit(0, pl.UInt32))


def _split(texts: pl.Series) -> pl.DataFrame:
    """The cells split into their entries, as row, piece and text."""
    rows = pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.UInt32, eager=True), "text": texts}).drop_nulls()
    comma = pl.col("text").str.contains(_GROUPED)
    cut = pl.when(comma).then("text").otherwise(pl.col("text").str.replace_all(",", ";"))
    parts = cut.str.split(";").list.eval(pl.element().str.split("|").explode()).alias("text")
    found = rows.with_columns(parts).explode("text", empty_as_null=False, keep_nulls=False)
    found = found.with_columns(pl.col("text").str.strip_chars(" ")).filter(pl.col("text") != "")
    return found.with_columns(piece=pl.int_range(pl.len()).over("row").cast(pl.UInt32))


def _filtered(texts: pl.Series, look: str) -> pl.Series:
    return texts.to_frame("t").select(pl.when(pl.col("t").str.contains(look)).then("t")).to_series()


def _unmarked(texts: pl.Series) -> pl.Series:
    """`#1001` and `ID: 1001` without what precedes the id."""
    return _filtered(texts, _MARKED).str.replace(_MARKED, "")


def _ungrouped(texts: pl.Series) -> pl.Series:
    return _filtered(texts, _GROUPED).str.replace_all(r"\D", "")


def _domains(texts: pl.Series, *, bare: bool) -> pl.Series:
    """`@example.org`, for entries that are a whole domain."""
    found = texts.str.strip_chars("'\"<>() ").str.extract(_DOMAIN if bare else _WITH_AT, 1).str.to_lowercase()
    return email_keys("x@" + found).str.strip_prefix("x")


def _hashes(texts: pl.Series) -> pl.Series:
    """The bytes of entries that may be a hash, in hexadecimal."""
    bare = texts.str.replace(_MARK, "").str.replace(_SUM, "${1}")
    maybe = bare.str.len_chars().is_between(22, 128) & bare.str.contains(_BASE64)
    return (
        _filtered(bare, _BASE64)
        .zip_with(maybe.fill_null(False), pl.Series([None], dtype=pl.String))
        .map_elements(_bytes_of, return_dtype=pl.String)
    )


def _bytes_of(text: str) -> str | None:
    if len(text) in {2 * size for size in HASHES} and re.match(_HEX, text):
        return text.lower()
    try:
        raw = base64.b64decode(
            text.replace("-", "+").replace("_", "/").rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        )
    except (binascii.Error, ValueError):
        return None
    return raw.hex() if len(raw) in HASHES else None
