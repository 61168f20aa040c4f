"""Dataclasses as JSON and back, by the types of their fields."""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import polars as pl

from segtui.language.sentences import as_data, from_data


@dataclass(frozen=True)
class FieldForm:
    """How one field is kept: as JSON by `write`, read by `read` from that JSON."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class LeftOut:
    """A field that is not kept; `instead` makes what is read in its place. Without it the field has a default."""

    instead: Callable[[], Any] | None = None


Forms = Mapping[tuple[type, str], FieldForm | LeftOut]
Whole = Mapping[type, FieldForm]


@dataclass(frozen=True)
class TypedJson:
    """Writes and reads dataclasses, and what they are made of: lists, tuples, sets, dicts, texts, numbers.

    `fields` says how a field is kept where its type does not say it; `whole` how an object of a class is kept, or one
    of its subclasses. Frames and arrays may hold people: they need a form of their own.
    """

    fields: Forms
    whole: Whole

    def write(self, value: Any) -> Any:
        """The value in JSON types; raises TypeError for what has no form."""
        if isinstance(value, str):
            return as_data(value)
        if value is None or isinstance(value, int):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        form = next((form for kind, form in self.whole.items() if isinstance(value, kind)), None)
        if form is not None:
            return form.write(value)
        if is_dataclass(value):
            return {f.name: kept for f in fields(value) if (kept := self._of_field(value, f)) is not MISSING}
        if isinstance(value, Mapping):
            return [[self.write(key), self.write(each)] for key, each in value.items()]
        if isinstance(value, frozenset | set):
            return [self.write(each) for each in sorted(value)]
        if isinstance(value, tuple | list):
            return [self.write(each) for each in value]
        raise TypeError(f"a {type(value).__name__} is not kept with the report: give its field a form")

    def _of_field(self, owner: Any, field: Field[Any]) -> Any:
        form, value = self._form(type(owner), field.name), getattr(owner, field.name)
        if isinstance(form, LeftOut):
            return MISSING
        return form.write(value) if form is not None and value is not None else self.write(value)

    def read(self, hint: Any, kept: Any) -> Any:
        """The value of that type; raises TypeError, ValueError or KeyError where it is none."""
        origin, arguments = get_origin(hint), get_args(hint)
        form = next((f for k, f in self.whole.items() if isinstance(hint, type) and issubclass(hint, k)), None)
        if form is not None:
            return form.read(kept)
        if origin in (Union, types.UnionType):
            options = [each for each in arguments if each is not type(None)]
            if kept is None or len(options) > 1:
                return kept
            return self.read(options[0], kept)
        if is_dataclass(hint) and isinstance(hint, type):
            return self._read_object(hint, kept)
        if origin is tuple:
            several = [arguments[0]] * len(kept) if arguments[-1] is Ellipsis else list(arguments)
            return tuple(self.read(each, value) for each, value in zip(several, kept, strict=True))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {self.read(arguments[0], key): self.read(arguments[1], value) for key, value in kept}
        if origin in (list, frozenset, set):
            return origin(self.read(arguments[0], each) for each in kept)
        if hint is str:
            return from_data(kept)
        return float(kept) if hint is float else kept

    def _read_object(self, kind: type, kept: Mapping[str, Any]) -> Any:
        """A dataclass; a field that the file does not have, because it is older, takes its default."""
        given: dict[str, Any] = {}
        hints = _hints(kind)
        for field in fields(kind):
            form = self._form(kind, field.name)
            if isinstance(form, LeftOut):
                given |= {field.name: form.instead()} if form.instead else {}
            elif field.name in kept:
                value = kept[field.name]
                known = form is not None and value is not None
                given[field.name] = form.read(value) if form and known else self.read(hints[field.name], value)
        return kind(**given)

    def _form(self, kind: type, name: str) -> FieldForm | LeftOut | None:
        return next((self.fields[at, name] for at in kind.__mro__ if (at, name) in self.fields), None)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def array(dtype: type[np.generic]) -> FieldForm:
    """An array of numbers."""
    return FieldForm(
        lambda values: [each if math.isfinite(each) else str(each) for each in values.tolist()],
        lambda kept: np.array(kept, dtype=dtype),
    )


def _write_frame(frame: pl.DataFrame) -> list[Any]:
    columns = [(c.name, str(c.dtype), c.to_list()) for c in frame.get_columns()]
    finite = [[_finite(v) for v in values] for _, _, values in columns]
    return [[name, dtype, values] for (name, dtype, _), values in zip(columns, finite, strict=True)]


def _finite(value: Any) -> Any:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _read_frame(kept: list[Any]) -> pl.DataFrame:
    return pl.DataFrame([_series(*column) for column in kept])


def _series(name: str, dtype: str, values: list[Any]) -> pl.Series:
    known = _dtype(dtype)
    if known.is_float():
        values = [None if value is None else float(value) for value in values]
    return pl.Series(name, values, dtype=known)


def _dtype(text: str) -> pl.DataType:
    """A type of Polars as it calls itself, such as Int64 or List(String)."""
    if text.startswith("List(") and text.endswith(")"):
        return pl.List(_dtype(text[5:-1]))
    kind = getattr(pl, text)
    made: pl.DataType = kind()
    return made


FRAME = FieldForm(_write_frame, _read_frame)
"""A frame of figures: its columns with their types."""


def as_text(kept: Any) -> str:
    """JSON with a line for each value, so that a text that was taken out can be seen in a comparison."""
    return json.dumps(kept, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
