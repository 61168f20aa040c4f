"""Turns pydantic's validation errors of a plan into actionable faults."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from segtui.errors import Fault, did_you_mean, nearest
from segtui.language.sentences import Sentence, say
from segtui.language.translation import to_translate

_TYPES = {
    "bool_type": say("should be true or false"),
    "int_type": say("should be a whole number"),
    "float_type": say("should be a number"),
    "string_type": say("should be text in quotes"),
    "string_too_short": say("should not be empty"),
    "tuple_type": say("should be a list"),
    "dict_type": say("should be a table"),
    "model_type": say("should be a table"),
    "model_attributes_type": say("should be a table"),
    "date_type": say("should be a date, such as 2026-01-31"),
}
"""Wrong types in TOML's words."""

_LIMITS = {
    "greater_than": to_translate("should be greater than {gt}"),
    "greater_than_equal": to_translate("should be greater than or equal to {ge}"),
    "less_than": to_translate("should be less than {lt}"),
    "less_than_equal": to_translate("should be less than or equal to {le}"),
    "finite_number": to_translate("should be a finite number"),
    "int_from_float": to_translate("should be a valid integer, got a number with a fractional part"),
    "string_too_long": to_translate("String should have at most {max_length} characters"),
    "list_type": to_translate("should be a valid list"),
}
"""What pydantic says of values beyond their limits."""

_PATTERNS = {
    "^[A-Z]{2}$": say("should be the two capital letters of a country, such as FR"),
    "^[A-Za-z]{2}$": say("should be the two letters of a country, such as FR"),
    r"^\w*$": say("should have letters, digits and underscores only"),
    r"^[^\W\d]\w*$": say("should have letters, digits and underscores only, a letter first"),
    r"^(local|(tcp|tls|ucx|ws|wss)://\S+)$": 'should be "local" or a scheduler such as "tcp://host:8786"',
    r"\S": say("should not be blank"),
}
"""What the patterns of settings ask for."""


def faults(error: ValidationError, root: type[BaseModel]) -> list[Fault]:
    """Every fault of a validation error, one per plan key, with the nearest known word for an unknown one."""
    by_key: dict[str, list[Fault]] = {}
    for detail in error.errors():
        key, models = _place(detail["loc"], root)
        by_key.setdefault(key, []).append(_fault(key, detail, models))
    # A list of one word that can't be is also told to be too short.
    return [_joined(key, found) for key, found in by_key.items() if not _restated(key, found, by_key)]


def _restated(key: str, found: list[Fault], others: Collection[str]) -> bool:
    return all(fault.what == _EMPTY for fault in found) and any(other.startswith(f"{key}[") for other in others)


def _joined(key: str, found: list[Fault]) -> Fault:
    """The faults of one key combined: each problem once, and the first hint."""
    wrong = dict.fromkeys(fault.what for fault in found)
    if len(wrong) == 1:
        return found[0]
    return Fault(key, reduce(_either, wrong), next((fault.fix for fault in found if fault.fix), ""))


def _either(one: str, other: str) -> str:
    return say("{one}, or {other}", one=one, other=other)


def _place(loc: tuple[str | int, ...], root: type[BaseModel]) -> tuple[str, list[type[BaseModel]]]:
    """The plan key of a location, such as `clean[2].method`, and the models that its last name belongs to."""
    key, models = "", [root]
    for depth, part in enumerate(loc):
        if isinstance(part, int):
            key += f"[{part + 1}]"
            continue
        held = [m for m in models if part in m.model_fields]
        tagged = [m for m in models if part in _tags(m)]
        last = depth == len(loc) - 1
        if tagged and len(models) > 1:  # a kind may be called as one of its own keys
            models = tagged
        elif held:
            key += f".{part}" if key else part
            found = [n for m in held for n in models_in(m.model_fields[part].annotation)]
            if last or not found:
                return (key + _indices(loc[depth + 1 :]), held)
            models = found
        elif tagged:
            models = tagged
        else:
            key += f".{part}" if key else part
            return key, models
    return key or "plan", models


def _indices(rest: tuple[str | int, ...]) -> str:
    """The list positions that follow a field's name, without pydantic's own names of union branches."""
    return "".join(f"[{part + 1}]" for part in rest if isinstance(part, int))[:8]


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a value of this annotation may be or hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]


def _tags(model: type[BaseModel]) -> set[str]:
    tags = [f.annotation for n, f in model.model_fields.items() if n in ("step", "kind")]
    return {str(word) for tag in tags for word in get_args(tag)}


_EMPTY = say("is empty: name at least one")
_LABELS_ALONE = say("name the file; labels and units of columns that the plan makes go into [report]")


def _fault(key: str, detail: Any, models: list[type[BaseModel]]) -> Fault:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    known = list(dict.fromkeys(name for m in models for name in m.model_fields))
    if kind == "extra_forbidden":
        return Fault(key, say("unknown key"), nearest(str(detail["loc"][-1]), known))
    if kind == "missing":
        return Fault(key, say("is missing"), _LABELS_ALONE if key == "source.path" else "")
    if kind == "union_tag_not_found":
        return Fault(key, say("needs a {key}", key=context["discriminator"].strip("'")), "")
    if kind == "union_tag_invalid":
        tag, named = context["tag"], context["discriminator"].strip("'")
        tags = [t.strip(" '") for t in context["expected_tags"].split(",")]
        return Fault(f"{key}.{named}", say('there is no {named} "{tag}"', named=named, tag=tag), nearest(tag, tags))
    if kind == "literal_error":
        words = [w.strip(" '") for w in context["expected"].replace(" or ", ", ").split(",")]
        what = say("should be one of {words}, found {value}", words=", ".join(words), value=_shown(value))
        return Fault(key, what, did_you_mean(str(value), words))
    if kind == "value_error":
        return Fault(key, _reason(context["error"]))
    if kind == "too_short" and context["min_length"] == 1:
        return Fault(key, _EMPTY)
    told: str = _TYPES.get(kind) or _PATTERNS.get(context.get("pattern", "")) or _in_pydantics_words(detail)
    return Fault(key, say("{what}, found {value}", what=told, value=_shown(value)))


def _reason(error: Exception) -> str:
    """What a validator has said, a sentence where it made one."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Sentence) else str(error)


def _in_pydantics_words(detail: Any) -> str:
    said: str = detail["msg"].replace("Input should", "should")
    made = say(_LIMITS[detail["type"]], **detail.get("ctx", {})) if detail["type"] in _LIMITS else said
    return made if str(made) == said else said  # it writes some numbers in another way


def _shown(value: Any) -> str:
    text = repr(value).lower() if isinstance(value, bool) else repr(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 60 else text[:57] + "…"
