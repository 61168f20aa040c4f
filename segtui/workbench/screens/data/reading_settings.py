"""The settings for reading a file: what was detected, and how answers are parsed."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segtui.data.databases.table_address import TableAddress, parse
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate, used_as
from segtui.workbench.parts.fields import as_typed, fields, label_of, value_of

if TYPE_CHECKING:
    from segtui.plan.model import Source

_DELIMITERS = {
    "\t": to_translate("tab"),
    " ": to_translate("blanks"),
    ",": to_translate("comma"),
    ";": to_translate("semicolon"),
    "|": to_translate("bar"),
}
_NAMES = {**{name: sign for sign, name in _DELIMITERS.items()}, "\\t": "\t", "blank": " ", "space": " ", "pipe": "|"}


_LABELS = {
    "delimiter": to_translate("delimiter"),
    "encoding": to_translate("encoding"),
    "header": to_translate("header"),
    "sheet": to_translate("sheet"),
    "nulls": to_translate("empty is"),
    "date_format": to_translate("dates"),
    "title_rows": to_translate("titles"),
    "bad_rows": to_translate("damaged"),
}
GIVEN = to_translate("given")


@dataclass(frozen=True)
class Setting:
    """A key of [source]; `hint` says what may be answered. What a database is asked for is part of its address.

    `read` makes a value of an answer, or raises ValueError with a sentence; `say` makes a text of a value.
    """

    key: str
    hint: str
    read: Callable[[str], Any]
    say: Callable[[Any], str] = str
    asked: bool = False

    @property
    def label(self) -> str:
        """Its name on the screen."""
        return used_as("setting", "id") if self.key == "id" else _(_LABELS.get(self.key, label_of(self.key)))

    def value(self, source: Source, known: Mapping[str, Any]) -> tuple[str, str]:
        """The value and its origin: given, detected, usual; both empty if unknown."""
        given = (getattr(parse(source.path), self.key) or None) if self.asked else getattr(source, self.key, None)
        if given is not None:
            return self.say(given), GIVEN
        found = known.get(self.key)
        origin = to_translate("usual") if self.key in ("nulls", "bad_rows") else to_translate("detected")
        return (self.say(found), origin) if found not in (None, "") else ("", "")


def settings(format: str, keys: Sequence[str] = ()) -> list[Setting]:
    """The settings that count for a file of this format, by the keys that its reader follows; without keys the common.

    Settings that only this reader has stand before the id.
    """
    if not keys:
        return list(_SETTINGS)
    own = [_own(format, key) for key in keys if key not in {setting.key for setting in _SETTINGS}]
    *counting, last = [setting for setting in _SETTINGS if setting.key in keys]
    return [*counting, *own, last]


def _own(format: str, key: str) -> Setting:
    """A setting that a reader declares for itself, asked for as forms do."""
    from segtui.plan.find_reader import own_settings

    model = own_settings(format)
    field = next(field for field in fields(model) if field.name == key)

    def read(text: str) -> Any:
        value, wrong = value_of(model, field.name, text)
        if wrong:
            raise ValueError(wrong)
        return value

    hint = tell("{help} One of {words}.", help=field.help, words=", ".join(field.words)) if field.words else field.help
    return Setting(field.name, hint.rstrip("."), read, as_typed)


def with_setting(source: Source, key: str, value: Any) -> dict[str, Any]:
    """[source] with another value of one key, None for detection; still to be validated."""
    return {**source.model_dump(exclude_none=True, exclude={key}), **({} if value is None else {key: value})}


def asking(source: Source, key: str, value: Any) -> dict[str, Any]:
    """[source] that asks its database for other rows or columns, None for all; still to be validated."""
    nothing: Any = () if key == "columns" else ""
    path = str(TableAddress(**{**vars(parse(source.path)), key: value or nothing}))
    return {**source.model_dump(exclude_none=True), "path": path}


def _delimiter(text: str) -> str:
    known = {**_NAMES, **{_(name): sign for sign, name in _DELIMITERS.items()}}
    sign = known.get(text.strip().lower(), text if len(text) == 1 else text.strip())
    if len(sign) != 1 or not sign.isascii() or sign in '"\r\n\0':
        raise ValueError(_("one character, or tab, comma, semicolon, bar, blanks"))
    return sign


def _encoding(text: str) -> str:
    try:
        return codecs.lookup(text.strip()).name
    except LookupError:
        raise ValueError(
            tell('there is no encoding "{name}": utf-8, windows-1252, utf-16 …', name=text.strip())
        ) from None


def _yes(text: str) -> bool:
    answer = text.strip().lower()
    if answer not in (_("yes"), _("no"), "yes", "no", "y", "n", "true", "false"):
        raise ValueError(_("yes or no"))
    return answer in (_("yes"), "yes", "y", "true")


def _decimal(text: str) -> str:
    sign = {_("point"): ".", _("comma"): ",", "point": ".", "dot": ".", "comma": ","}.get(
        text.strip().lower(), text.strip()
    )
    if sign not in (".", ","):
        raise ValueError(_("point or comma"))
    return sign


def _rows(text: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 9:
        raise ValueError(_("a whole number: 0, 1, 2 …"))
    return int(text)


def _words(text: str) -> tuple[str, ...]:
    """Words with commas between; an empty cell is always empty."""
    return ("", *(word for part in text.split(",") if (word := part.strip())))


def _date_format(text: str) -> str:
    if "%" not in text:
        raise ValueError(_("such as %d/%m/%Y: %d day, %m month, %Y year, %H:%M:%S time"))
    return text.strip()


def _bad_rows(text: str) -> str:
    answer = text.strip().lower()
    if answer not in ("repair", "skip", "error"):
        raise ValueError(_("repair, skip or error"))
    return answer


def _text(text: str) -> str:
    return text.strip()


def _say_words(words: tuple[str, ...]) -> str:
    return ", ".join(word for word in words if word) or _("only blank cells")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


OF_DATABASES = (
    Setting("where", to_translate("the rows to read, in the database's SQL: country = 'FR'"), _text, asked=True),
    Setting("columns", to_translate("the columns to read, separated by commas"), _names, ", ".join, asked=True),
)
"""What a database is asked for."""
_SETTINGS = (
    Setting(
        "delimiter",
        to_translate("tab, comma, semicolon, bar, or a character"),
        _delimiter,
        lambda d: _(_DELIMITERS.get(d, d)),
    ),
    Setting("encoding", to_translate("utf-8, windows-1252, utf-16 …"), _encoding),
    Setting(
        "header",
        to_translate("does the first line hold the column names? yes or no"),
        _yes,
        lambda h: _("yes") if h else _("no"),
    ),
    Setting("title_rows", to_translate("how many rows are above the header, including blank ones; 0 for none"), _rows),
    Setting(
        "decimal", to_translate("point or comma"), _decimal, lambda d: {".": _("point"), ",": _("comma")}.get(d, d)
    ),
    Setting("nulls", to_translate("words for empty cells, separated by commas: NA, none, -"), _words, _say_words),
    Setting("date_format", to_translate("such as %d/%m/%Y"), _date_format),
    Setting("bad_rows", to_translate("what to do with damaged rows: repair, skip or error"), _bad_rows),
    Setting("sheet", to_translate("the sheet's name"), _text),
    Setting("id", to_translate("the column that identifies a row"), _text),
)
