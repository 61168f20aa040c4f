"""Reads a piece of a damaged line as one cell: its text without broken quotes, and the cost of that reading."""

from __future__ import annotations

import re
from typing import NamedTuple

from segtui.data.raw.row_repairs import RepairKind

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class CellText(NamedTuple):
    """A cell's text, the cost of reading it so, and the damage that this supposes; no kind for a sound cell."""

    text: str
    cost: float
    kind: RepairKind | None


def cell_texts(piece: str, delimiter: str) -> list[CellText]:
    """The ways to read a piece of a line as one cell, delimiters and line breaks within it included."""
    bare = piece.strip(" ")
    if '"' not in bare:
        return _without_quotes(piece, delimiter)
    opens, closes = bare[0] == '"', bare[-1] == '"' and len(bare) > 1
    if opens and closes:
        return _in_quotes(bare[1:-1], delimiter)
    if opens:
        return _half_quoted(bare[1:], delimiter, "unclosed_quote")
    if closes:
        found = _half_quoted(bare[:-1], delimiter, "unopened_quote")
        inches = len(bare) > 1 and bare[-2].isdecimal() and delimiter not in bare
        return [*found, CellText(piece, 0.9, "quote")] if inches else found
    inside = delimiter in bare or "\n" in bare
    cost = 0.7 + (_joined(bare, delimiter, 1.2) + 1.0 * bare.count("\n") if inside else 0.0)
    text = bare if not inside else piece
    return [CellText(text, cost, "quote"), CellText(text.replace('"', ""), cost + 0.1, "quote")]


def _without_quotes(piece: str, delimiter: str) -> list[CellText]:
    breaks, within = piece.count("\n"), piece.count(delimiter)
    if not breaks and not within:
        return [CellText(piece, 0.0, None)]
    prose = within == piece.count(f"{delimiter} ")
    cost = 1.0 * breaks + _joined(piece, delimiter, 0.7 if prose else 1.3)
    kind: RepairKind = "delimiter_in_cell" if within else "line_break"
    texts = [CellText(piece, cost, kind)]
    if within:
        texts.append(CellText(piece.replace(delimiter, ""), cost + (1.2 if prose else 0.4), kind))
    if breaks:
        texts.append(CellText(piece.replace("\r\n", "").replace("\n", ""), cost + 0.3, kind))
        texts.append(CellText(piece.replace("\r\n", " ").replace("\n", " "), cost + 0.2, kind))
    return texts


def _joined(text: str, delimiter: str, first: float) -> float:
    within = text.count(delimiter)
    return first + 0.5 * (within - 1) if within else 0.0


def _in_quotes(inner: str, delimiter: str) -> list[CellText]:
    lone = inner.replace('""', "")
    if '"' not in lone:
        return [CellText(inner.replace('""', '"'), 0.02 * inner.count(delimiter), None)]
    if "\\" in inner and '"' not in _ESCAPED.sub("", inner).replace('""', ""):
        return [CellText(unescaped(inner), 0.6, "backslash")]
    cost = 1.0 + _borders(inner, delimiter)
    text = inner.replace('""', '"')
    return [CellText(text, cost, "quote"), CellText(text.replace('"', ""), cost + 0.2, "quote")]


def _half_quoted(inner: str, delimiter: str, kind: RepairKind) -> list[CellText]:
    lone = inner.replace('""', "").count('"')
    cost = 1.0 + _borders(inner, delimiter) + 0.3 * lone + 0.2 * min(inner.count(delimiter), 5)
    cost += 0.2 * min(inner.count("\n"), 5)
    text = inner.replace('""', '"')
    return [CellText(text, cost, kind), *([CellText(text.replace('"', ""), cost + 0.2, kind)] if lone else [])]


def _borders(inner: str, delimiter: str) -> float:
    """Quotes beside delimiters or line ends look like the borders of cells that were swallowed."""
    count, inner = 0, inner.replace('""', "  ")
    for at, character in enumerate(inner):
        if character == '"':
            beside = inner[max(at - 1, 0) : at] + inner[at + 1 : at + 2]
            count += delimiter in beside or "\n" in beside
    return 2.0 * count


def unescaped(text: str) -> str:
    """The text without its backslashes before quotes, delimiters and backslashes."""
    return _ESCAPED.sub(lambda found: found[1] if not found[1].isalnum() else found[0], text).replace('""', '"')
