"""Rows of units or types, such as stand under a header: `EUR`, `(kg)`, `years`, `in % of all`, `varchar(20)`."""

from __future__ import annotations

import re

from segtui.data.types.blanks import BLANKS
from segtui.data.types.units import BEFORE, BEHIND

_WORDS = re.compile(r"[^\W\d_]+\.?|[^\w\s]|\d+")
_BRACKETED = re.compile(r"[(\[{<]\s*[^\d()\[\]]{1,30}[)\]}>]")
_UNIT = re.compile(rf"(?:{BEFORE}|{BEHIND})", re.IGNORECASE)


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
