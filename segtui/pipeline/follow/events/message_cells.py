"""The cells of JSON messages as text, and what is wrong with messages that have none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from segtui.language.sentences import say
from segtui.libraries.columns import col

LONGEST = 1_000_000
"""The most bytes of a message: a longer one is damaged, or no event."""
_DEEPEST = 100


@dataclass
class MessageCells:
    """n messages: `cells` has those wanted as text, a row each; `why` says by place what is wrong with one, and its
    cells are empty."""

    cells: pl.DataFrame
    why: dict[int, str] = field(default_factory=dict)


def read_cells(bodies: Sequence[bytes], wanted: Sequence[str]) -> MessageCells:
    """The cells of these names of each message; a name such as `properties.amount` is a field of a record."""
    names = list(dict.fromkeys(wanted))
    fast = _read(bodies, names) if _may_be_lines(bodies) else None
    if fast is not None:
        return MessageCells(fast)
    why: dict[int, str] = {}
    lines = [b"{}"] * len(bodies)
    for place, body in enumerate(bodies):
        told, line = _checked(body)
        if told:
            why[place] = told
        else:
            lines[place] = line
    found = _read(lines, names)
    if found is None:
        for place in (place for place, line in enumerate(lines) if _read([line], names) is None):
            why[place], lines[place] = say("isn't JSON that can be read"), b"{}"
        found = _read(lines, names)
        assert found is not None
    return MessageCells(found, why)


def fields_of(body: bytes) -> list[str]:
    """The names of a message's top-level fields; none where it is not an object."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return list(found) if isinstance(found, dict) else []


def _may_be_lines(bodies: Sequence[bytes]) -> bool:
    return all(0 < len(body) <= LONGEST and b"\n" not in body and b"\r" not in body for body in bodies)


def _read(bodies: Sequence[bytes], names: Sequence[str]) -> pl.DataFrame | None:
    """The cells of messages that are an object in a line each; None where one is not."""
    top = list(dict.fromkeys([*names, *(name.partition(".")[0] for name in names if "." in name)]))
    schema = dict.fromkeys(top or ["\0"], pl.String())
    if not bodies:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String()))
    try:
        found = pl.read_ndjson(b"\n".join(bodies), schema=schema)
    except (pl.exceptions.PolarsError, ValueError, OSError):
        return None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return None
    if found.height != len(bodies):
        return None
    for name in (name for name in names if "." in name):
        outer, _, inner = name.partition(".")
        try:
            inside = found[outer].str.json_path_match("$." + ".".join(f"['{part}']" for part in inner.split(".")))
        except pl.exceptions.PolarsError:
            inside = pl.Series([None] * found.height, dtype=pl.String)
        found = found.with_columns(pl.coalesce(col(name), inside.alias(name)).alias(name))
    return found.select(col(name) for name in names)


def _checked(body: bytes) -> tuple[str, bytes]:
    """What is wrong with a message, if anything, and else the same in one line."""
    if len(body) > LONGEST:
        return say("is longer than {most:,} bytes", most=LONGEST), b""
    if not body.strip():
        return say("is empty"), b""
    try:
        found = json.loads(body, parse_constant=_refused)
        line = json.dumps(found, ensure_ascii=True).encode()
    except UnicodeDecodeError:
        return say("isn't UTF-8 text"), b""
    except (ValueError, RecursionError):
        return say("isn't JSON"), b""
    if not isinstance(found, dict):
        return say("isn't a JSON object"), b""
    return "", line


def _refused(_: str) -> Any:
    raise ValueError
