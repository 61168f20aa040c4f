"""Markdown for the report: tables, lists, figures, and escaped text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from segtui.language.figures import brief_percent, localised, percent
from segtui.language.sentences import in_language
from segtui.language.translation import _
from widgets.plain.direction import ended
from widgets.plain.visible import HIDDEN, visible

__all__ = ["Marked", "brief_percent", "bullets", "code", "escaped", "figure", "listed", "percent", "table"]

_SIGNS = re.compile(
    rf"\\(?=[!-/:-@\[-`{{-~]|$|{HIDDEN.pattern})"  # an escape
    r"|[`\[|]"  # code, links and images, cells
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)"  # HTML
    r"|(?<!\s)\*|\*(?=\S)|(?<!\s)~|~(?=\S)|(?<![^\W_])_+|_+(?![^\W_])"  # emphasis
    r"|(?<=\s)#+(?=\s*$)"  # the end of a heading
    r"|(?<=http):(?=//)|(?<=https):(?=//)|(?<=ftp):(?=//)|(?<=www)\.",  # what links itself
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^(\s*)(\d{1,9}(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|[=-]+\s*$))")
"""What makes a list, a heading, a quotation or a rule of a line that begins with it."""


class Marked(str):
    """Text that is already Markdown: data in it has been escaped."""


def escaped(text: str) -> Marked:
    """The text escaped into one line: nothing in it is markup, HTML, a link or a line end.

    A sentence is said in the language of the report.
    """
    if isinstance(text, Marked):
        return text
    plain = _SIGNS.sub(lambda found: "".join("\\" + sign for sign in found[0]), in_language(text))
    if plain.count("$") > 1:  # formulas, to some readers
        plain = plain.replace("$", "\\$")
    return Marked(_BEGINS.sub(r"\1\2\\", ended(visible(plain))))


def code(text: str) -> Marked:
    """The text as code, in one line, whatever signs it holds."""
    inner = visible(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", inner)), default=0) + 1)
    blank = " " if inner.startswith("`") or inner.endswith("`") or not inner.strip() else ""
    return Marked(f"{fence}{blank}{inner}{blank}{fence}")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()) -> list[str]:
    """The lines of a table, its cells escaped; columns whose positions are in `numbers` are aligned to the right."""
    rule = ["---:" if i in numbers else "---" for i in range(len(head))]
    return [_line([_cell(h) for h in head]), _line(rule), *(_line([_cell(c) for c in row]) for row in rows), ""]


def bullets(sentences: Iterable[str]) -> list[str]:
    """The lines of a list, escaped, with an empty line after it; nothing where there is nothing to list."""
    lines = ["- " + escaped(sentence) for sentence in sentences]
    return [*lines, ""] if lines else []


def figure(value: float | None, digits: int = 3) -> str:
    """An index for reading: a few digits, thousands with commas, and a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return localised(f"{value:,.0f}")
    if abs(value) >= 10:
        return localised(f"{value:,.1f}")
    return localised(f"{value:z.{digits}f}")


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{names} and {last}").format(names=", ".join(parts[:-1]), last=parts[-1])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return "" if value is None else escaped(value if isinstance(value, str) else str(value))
