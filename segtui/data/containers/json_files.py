"""Reads JSON (a list of objects) and NDJSON (one object per line)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from segtui.data.containers.json_depth import refuse_deep
from segtui.data.containers.parquet_arrow import flatten
from segtui.data.files.encoding import Decoded, decode
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign, is_foreign

Row = dict[str, Any]
_LONGEST = 300
"""Digits of a number that a float can hold."""


def read_json(place: InputFile, encoding: str | None = None) -> Raw:
    """A list of objects, or an object that holds one such list and no other; a column for each key.

    Raises DataError with line and column for text that is not JSON or ends too early, and for other shapes.
    """
    decoded = decode(place, encoding)
    path = decoded.place.path
    refuse_deep(decoded.place)
    with path.open(encoding="utf-8-sig") as file:
        is_list = file.read(1 << 12).lstrip().startswith("[")
    try:
        if is_list:
            return _raw(pl.read_json(path, infer_schema_length=None), "json", decoded)
    except BaseException as error:
        if not is_foreign(error):  # Python's reader says where the error is, or reads what Polars can't: mixed types
            raise
    with foreign(_unfit(place)):
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"), parse_int=_integer)
        except json.JSONDecodeError as error:
            raise _no_json(place, error, error.lineno) from error
        return _raw(_frame(_rows(found, place)), "json", decoded)


def read_ndjson(place: InputFile, encoding: str | None = None) -> Raw:
    """One object per line, a column for each key; DataError with the line number for anything else."""
    decoded = decode(place, encoding)
    refuse_deep(decoded.place, lines=True)
    try:
        with decoded.place.path.open("rb") as file:
            frame = pl.scan_ndjson(file, infer_schema_length=None).collect()
    except BaseException as error:
        if not is_foreign(error):
            raise
        with foreign(_unfit(place)):
            frame = _frame(list(_objects(decoded.place)))
    return _raw(frame, "ndjson", decoded)


def _unfit(place: InputFile) -> Callable[[str], DataError]:
    return data(say("the JSON can't be converted to a table"), place.name, say("write each row as a flat object"))


def _integer(digits: str) -> int | float | str:
    """A whole number of any length: exact if it fits in 64 bits, else a float, else text."""
    if len(digits) > _LONGEST:
        return digits
    number = int(digits)
    return number if -(2**63) <= number < 2**63 else float(digits)


def _objects(place: InputFile) -> Iterator[Row]:
    with place.path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                found = json.loads(line, parse_int=_integer)
            except json.JSONDecodeError as error:
                raise _no_json(place, error, number) from error
            if not isinstance(found, dict):
                raise DataError(
                    say("this line is not a JSON object"),
                    where=say("{name}, line {number:,}", name=place.name, number=number),
                )
            yield found


def _rows(found: Any, place: InputFile) -> list[Row]:
    lists = [value for value in found.values() if isinstance(value, list)] if isinstance(found, dict) else []
    rows = lists[0] if len(lists) == 1 else [found] if isinstance(found, dict) and not lists else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(
            say("a table is expected: a list of objects, each a row"),
            where=place.name,
            fix=say('for example [{{"id": 1, "amount": 9.5}}, {{"id": 2, "amount": 3}}]'),
        )
    return rows


def _frame(rows: list[Row]) -> pl.DataFrame:
    """The rows as columns; one that mixes kinds (a text and a list, say) becomes text."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = []
    for name in names:
        values = [row.get(name) for row in rows]
        if len({_kind(value) for value in values if value is not None}) > 1:
            values = [v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]
        columns.append(pl.Series(_whole(name), [_whole(v) for v in values], strict=False))
    return pl.DataFrame(columns)


def _whole(value: Any) -> Any:
    """Text without halves of characters (lone surrogates such as \\ud800), which JSON may spell but no text holds."""
    return value.encode(errors="replace").decode() if isinstance(value, str) and not value.isascii() else value


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)


def _raw(frame: pl.DataFrame, file_format: str, decoded: Decoded) -> Raw:
    flat, notes = flatten(frame)
    return Raw(flat, file_format, encoding=decoded.encoding, notes=(*decoded.notes, *notes))


def _no_json(place: InputFile, error: json.JSONDecodeError, line: int) -> DataError:
    if error.pos >= len(error.doc.rstrip()):
        return DataError(
            say("the JSON ends too early"),
            where=say("{name}, line {line:,}", name=place.name, line=line),
            fix=say("copy or download it again"),
        )
    return DataError(
        say("invalid JSON: {msg}", msg=error.msg),
        where=say("{name}, line {line:,}, column {colno:,}", name=place.name, line=line, colno=error.colno),
    )
