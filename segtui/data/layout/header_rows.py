"""Which of the rows above the values names the columns, and which is a row of units or types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from segtui.data.identifiers.id_names import ADDRESS, ID, PERSON, name_rank
from segtui.data.layout.column_looks import Looks, Row, fill, is_pair, look
from segtui.data.types.cell_words import BLANKS
from segtui.data.types.number_cells import BEFORE, BEHIND

_WORDS = re.compile(r"[^\W\d_]+\.?|[^\w\s]|\d+")
_BRACKETED = re.compile(r"[(\[{<]\s*[^\d()\[\]]{1,30}[)\]}>]")
_UNIT = re.compile(rf"(?:{BEFORE}|{BEHIND})", re.IGNORECASE)


_LONG = 40


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MORE = _of(
    "euro euros dollar dollars pound pounds cent cents percent pct prozent stück stk pieces piece units unit items "
    "count counts number nr no anzahl jahre jahr tage tag monate monat wochen stunden minuten minutes minute seconds "
    "second ans an jours jour mois années metres meters metre meter litres liters kilo grams gram celsius c f "
    "y d w mo mth mths wk wks hrs qty ea st a "
    "int integer bigint smallint tinyint long string str text varchar nvarchar char float double decimal numeric real "
    "date datetime timestamp time bool boolean category categorical nominal ordinal continuous discrete object "
    "yyyy mm dd hh ss yy tt jjjj code id flag points score index rating times visits orders"
)
_BETWEEN = _of(
    "in per of pro par je and or / . , - : ( ) [ ] ^ all total k m mio mio. tsd tsd. thousand thousands million "
    "millions t mn bn square sq cubic"
)


def is_unit(cell: str) -> bool:
    """Whether a cell is a unit or a type: words of which each is one, or anything short in brackets."""
    text = cell.strip(BLANKS)
    if not text or len(text) > 40:
        return False
    if _BRACKETED.fullmatch(text) or _UNIT.fullmatch(text):
        return True
    words = _WORDS.findall(text.lower())
    known = [word for word in words if word.rstrip(".") in _MORE or _UNIT.fullmatch(word)]
    return bool(known) and all(word in known or word in _BETWEEN or word.isdigit() for word in words)


def unit_of(cell: str) -> str:
    """The unit without the brackets around it."""
    text = cell.strip(BLANKS)
    return text[1:-1].strip() if _BRACKETED.fullmatch(text) else text


def are_years(row: Row) -> bool:
    """Whether a row of numbers holds years, each one after that before it, beside a name."""
    cells = [cell.strip(BLANKS) for cell in row]
    years = [int(cell) for cell in cells if is_year(cell)]
    whole = len(years) > 1 and all(b - a == 1 for a, b in pairwise(years))
    return whole and all(look(cell) in ("text", "") for cell in cells if not cell.isdigit())


def choose_names(rows: Sequence[Row], gaps: Sequence[bool], looks: Looks, width: int) -> int | None:
    """The row of `rows`, all above the values, that names the columns; None where none can.

    `gaps` says for each row whether a blank one follows. Names fill their row, are words, short, and not repeated; a
    row called like an id is likelier; of two that are as good the upper one.
    """
    able = [at for at, row in enumerate(rows) if _may_name(row, looks)]
    if not able:
        return None
    shortest = min(_length(rows[at]) for at in able)
    return max(able, key=lambda at: (round(_score(rows[at], at, gaps, looks, width, shortest), 6), -at))


def _may_name(row: Row, looks: Looks) -> bool:
    filled = fill(row)
    if filled < looks.used / 2 or (filled < 2 <= looks.used):
        return False
    if all(is_unit(cell) for cell in row if look(cell)):
        return False
    values = sum(look(cell) in ("number", "date") and not is_year(cell) for cell in row)
    return are_years(row) or values < filled / 3


def is_year(cell: str) -> bool:
    """Whether a cell is a year as columns are called by."""
    text = cell.strip(BLANKS)
    return len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100


def _score(row: Row, at: int, gaps: Sequence[bool], looks: Looks, width: int, shortest: float) -> float:
    cells = [cell.strip(BLANKS) for cell in row if look(cell)]
    score = min(1.0, len(cells) / max(looks.used, 1)) + 0.5 * (len(row) == width)
    score += 1.0 * any(name_rank(cell) in (PERSON, ID, ADDRESS) for cell in cells)
    score -= 1.5 * is_pair(row)
    score -= sum(len(cell) > _LONG for cell in cells) / len(cells)
    score -= 0.5 * (len(set(cells)) < len(cells))
    score -= 0.5 * (_length(row) > 1.5 * shortest)
    score -= sum(look(cell) in ("number", "date") for cell in cells) / len(cells) * (not are_years(row))
    score += 0.3 * (at > 0 and gaps[at - 1])
    return score - 0.8 * (at < len(gaps) and gaps[at])


def _length(row: Row) -> float:
    cells = [cell.strip(BLANKS) for cell in row if look(cell)]
    return sum(map(len, cells)) / max(len(cells), 1)
