"""How names, cells and counts are written in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from segtui.language.sentences import say
from segtui.language.translation import to_translate

YEARS = (1850, 2150)
"""A column whose middle half lies between holds years."""
_ODD, _QUOTE = re.compile(r'[,"\r\n]'), '"'
_PART = re.compile(r',(\s*"(?:[^"]|"")*"\s*(?=,|\Z)|[^,]*)')
_WHOLE = re.compile(r'"(?:[^"]|"")*"')
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ID_WORDS = {"id", "ids", "uid", "uuid", "guid", "identifier", "key", "no", "nr", "kdnr"}
_RUN_TOGETHER = re.compile(
    r"^(customer|client|user|order|cust|member|account|contact|person|invoice|transaction)(id|no|nr)$"
)
_CODE_WORDS = {"code", "codes", "zip", "postcode", "zipcode", "plz", "phone", "ean", "sku"}


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """`1 cell`, `2 cells`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def stage_line(name: str, extent: str) -> str:
    """A stage in a line, with how much there is to do."""
    return say("{stage}: {extent}", stage=name, extent=extent) if extent else name


def type_word(kind: str) -> str:
    """What people call a type, or what cells hold; a name that is none of ours stays as it is."""
    return say(kind) if kind in _TYPES else kind


_TYPES = (
    *(to_translate("integer"), to_translate("number"), to_translate("boolean"), to_translate("date")),
    *(to_translate("datetime"), to_translate("text"), to_translate("numbers"), to_translate("dates")),
    *(to_translate("yes and no"), to_translate("numbers or text"), to_translate("text or dates")),
    to_translate("text or whole numbers"),
)


def quoted(text: str, longest: int = 40) -> str:
    """A cell's text in quotes, cut where it is long, with line breaks and tabs made visible."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    return '"' + shown.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'


def is_plain(name: str, q1: float, q3: float) -> bool:
    """Whether a column of whole numbers is written without commas: its values are years, ids or codes, no amounts.

    Years are told by the quartiles `q1` and `q3`, ids and codes by the name.
    """
    years = YEARS[0] <= q1 and q3 <= YEARS[1]
    return years or is_named_as_id(name) or bool(_CODE_WORDS & set(_words(name)[-1:]))


def is_share(kind: str, distinct: int, low: object, high: object) -> bool:
    """Whether the mean of a column is a share: it holds yes and no, or nothing but 0 and 1."""
    return kind == "boolean" or (kind in ("integer", "number") and (distinct, low, high) == (2, 0, 1))


def is_named_as_id(name: str) -> bool:
    """Whether a column's last word says that it holds ids: CustomerID, cust_id, InvoiceNo."""
    words = _words(name)
    return bool(words) and (words[-1] in _ID_WORDS or bool(_RUN_TOGETHER.match(words[-1])))


def _words(name: str) -> list[str]:
    return [w.casefold() for w in _WORDS.findall(name)]


def matched(name: str, entries: int, matched: int, people: int) -> str:
    """How far a suppression list matched: `stop.csv: 2 of 3 entries matched 1 person`."""
    if not entries:
        return f"{name}: no entries"
    return (
        f"{name}: {matched:,} of {counted(entries, 'entry', 'entries')} matched {counted(people, 'person', 'people')}"
    )


def joined(names: Iterable[str]) -> str:
    """Names in one text, with commas between them; one that has a comma, quote or line break stands in quotes."""
    return ", ".join(f'"{n.replace(_QUOTE, 2 * _QUOTE)}"' if _ODD.search(n) or n.strip() != n else n for n in names)


def parted(text: str) -> list[str]:
    """The names that `joined` has put together, or that somebody typed: apart by commas, blanks around them dropped.

    What stands in double quotes as a whole is one name, as it is; any other quote is a character like the rest.
    """
    return [_name(found[1]) for found in _PART.finditer("," + text)] if text else []


def _name(part: str) -> str:
    bare = part.strip()
    return bare[1:-1].replace(2 * _QUOTE, _QUOTE) if _WHOLE.fullmatch(bare) else bare
