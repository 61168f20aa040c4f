"""Converts the fields of a declaration to text and back, so that one form serves steps, features, grids and exports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import ValidationError

from segtui.declare import Declared, NamesColumns
from segtui.language.translation import _, to_translate
from segtui.language.wording import joined, parted
from segtui.plan.dump import literal
from segtui.plan.validation import faults

TAGS = ("step", "kind")
_CALLED = {
    "require_structure": to_translate("clear groups"),
    "min_share": to_translate("smallest share"),
    "max_noise": to_translate("most noise"),
    "min_size": to_translate("smallest size"),
    "no_consent_column": to_translate("no consent"),
    "eea_consent": to_translate("EEA consent"),
    "optouts": to_translate("opt-outs"),
    "attributes": to_translate("extra columns"),
    "pseudonym": to_translate("pseudonyms"),
    "holdout": to_translate("held out"),
    "allow": to_translate("only columns"),
    "suppress_may_miss": to_translate("lists may miss"),
}
_PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%")


@dataclass(frozen=True)
class Field:
    """One key of a declaration in a form: `label` is its name in words.

    `words` are the choices, empty for free text. `listed` says that the text is a list separated by commas, `columns`
    that these are column names, `number` that it is a number instead of text, `table` that it is old = new, old = new.
    `required` fields have no default.
    """

    name: str
    help: str
    label: str
    words: tuple[str, ...] = ()
    listed: bool = False
    columns: bool = False
    required: bool = False
    number: bool = False
    table: bool = False


def fields(model: type[Declared]) -> list[Field]:
    """The keys of a declaration that a form asks for, the required ones first, without a step's own name and `off`."""
    asked = [name for name in model.model_fields if name not in (*TAGS, "off")]
    return [_field(model, name) for name in sorted(asked, key=lambda name: not model.model_fields[name].is_required())]


def label_of(name: str) -> str:
    """What a form calls a key, in English."""
    return _CALLED.get(name, name.replace("_", " "))


def as_typed(value: Any) -> str:
    """A value as text in a form: words separated by commas, anything deeper as TOML."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)) and all(isinstance(v, (str, int, float)) for v in value):
        return ", ".join(_one_shown(v) for v in value)
    if isinstance(value, str):
        return value
    return _inline(value) if value or not isinstance(value, Mapping) else ""


def _one_shown(value: str | float) -> str:
    """One of several, as `parted` reads it."""
    return f"{value:g}" if isinstance(value, float) else joined([str(value)])


Wrong = dict[str, str]


def read(model: type[Declared], texts: Mapping[str, str], tag: Mapping[str, object]) -> tuple[Declared | None, Wrong]:
    """The declaration made from the texts, or None and the faults by field ("" for the whole).

    An empty text means the default.
    """
    known = {f.name: f for f in fields(model)}
    values = {name: _value(text.strip(), known[name]) for name, text in texts.items() if text.strip()}
    try:
        return model.model_validate({**tag, **values}), {}
    except ValidationError as error:
        found = {}
        for fault in faults(error, model):
            name = fault.key.split(".")[0].split("[")[0]
            found[name if name in known else ""] = f"{fault.what} {fault.fix}".strip()
        return None, found


def value_of(model: type[Declared], name: str, text: str) -> tuple[Any, str]:
    """The value that a text is for one key of a declaration, and what is wrong with it; the other keys don't count."""
    made, wrong = read(model, {name: text}, {})
    if name in wrong:
        return None, wrong[name]
    field = next(f for f in fields(model) if f.name == name)
    return getattr(made, name) if made else _value(text.strip(), field), ""


def _field(model: type[Declared], name: str) -> Field:
    info, said = model.model_fields[name], _(model.helps().get(name, ""))
    words = _words(info.annotation)
    kinds = _leaves(info.annotation)
    if bool in kinds and len(kinds - {type(None)}) == 1:
        words = ("yes", "no")
    free = bool(kinds - {type(None), bool})
    listed = _is_listed(info.annotation)
    is_columns = listed and any(isinstance(mark, NamesColumns) for mark in info.metadata)
    words = () if free and not words else words
    label = _(label_of(name))
    number = float in kinds and str not in kinds
    return Field(name, said, label, words, listed, is_columns, info.is_required(), number, _is_table(info.annotation))


def _words(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(w) for w in get_args(annotation))
    inner = [part for part in get_args(annotation) if part is not type(None)]
    return _words(inner[0]) if len(inner) == 1 and not _is_listed(annotation) else ()


def _leaves(annotation: Any) -> set[Any]:
    if isinstance(annotation, type):
        return {annotation}
    if get_origin(annotation) is Literal:
        return set()
    return {leaf for part in get_args(annotation) for leaf in _leaves(part)}


def _is_listed(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, list) or any(_is_listed(part) for part in get_args(annotation))


def _is_table(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _is_table(get_args(annotation)[0])
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return True
    return get_origin(annotation) is dict or (len(parts) == 1 and _is_table(parts[0]))


def _value(text: str, field: Field) -> Any:
    """The text as a plan value: a word, words separated by commas, or TOML; for numbers, 5 % is 0.05.

    Segment names may contain commas, which can't be resolved here, so they stay one text.
    """
    if field.name == "segments" and text[0] != "[" and not re.fullmatch(r"[0-9, ]+", text):
        return text
    if text in ("yes", "no") and field.words == ("yes", "no"):
        return text == "yes"
    if field.words or field.columns:
        return parted(text) if field.columns else text
    if field.number and (percent := _PERCENT.fullmatch(text)):
        return float(Decimal(percent[1].replace(",", ".")) / 100)
    if field.number and not field.listed:
        return _toml(text.replace(",", "."))
    if field.table and (pairs := _pairs(text)) is not None:
        return pairs
    if text[0] in "[{" or not field.listed:
        return _toml(text)
    return text if ".." in text else [_toml(part.strip()) for part in text.split(",") if part.strip()]


def _pairs(text: str) -> dict[str, Any] | None:
    """A table from old = new, old = new, with or without braces and quotes; None where a part is no such pair."""
    inner = text.strip().removeprefix("{").removesuffix("}").strip()
    if isinstance(made := _toml(f"{{{inner}}}"), dict):
        return made
    pairs = [part.split("=") for part in inner.split(",")]
    if any(len(pair) != 2 or not all(map(str.strip, pair)) for pair in pairs):
        return None
    return {key.strip().strip("\"'"): _toml(value.strip()) for key, value in pairs}


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _inline(value: Any) -> str:
    """A value as TOML in one line."""
    if isinstance(value, Declared):
        value = value.model_dump(exclude_none=True)
    if isinstance(value, Mapping):
        keys = ((k if re.fullmatch(r"[A-Za-z0-9_-]+", k) else literal(k), _inline(v)) for k, v in value.items())
        return f"{{ {', '.join(f'{key} = {v}' for key, v in keys)} }}" if value else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_inline, value))}]"
    return literal(value)
