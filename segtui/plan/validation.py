"""Turns pydantic's validation errors of a plan into actionable faults."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from segtui.errors import Fault, did_you_mean, nearest

_TYPES = {
    "bool_type": "should be true or false",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "string_type": "should be text in quotes",
    "string_too_short": "should not be empty",
    "tuple_type": "should be a list",
    "dict_type": "should be a table",
    "model_type": "should be a table",
    "model_attributes_type": "should be a table",
    "date_type": "should be a date, such as 2026-01-31",
}
"""Wrong types in TOML's words."""

_PATTERNS = {
    "^[A-Z]{2}$": "should be the two capital letters of a country, such as FR",
    "^[A-Za-z]{2}$": "should be the two letters of a country, such as FR",
    r"^\w*$": "should have letters, digits and underscores only",
    r"^[^\W\d]\w*$": "should have letters, digits and underscores only, a letter first",
    r"^(local|(tcp|tls|ucx|ws|wss)://\S+)$": 'should be "local" or a scheduler such as "tcp://host:8786"',
    r"\S": "should not be blank",
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
    return Fault(key, ", or ".join(wrong), next((fault.fix for fault in found if fault.fix), ""))


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


_EMPTY = "is empty: name at least one"
_LABELS_ALONE = "name the file; labels and units of columns that the plan makes go into [report]"


def _fault(key: str, detail: Any, models: list[type[BaseModel]]) -> Fault:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    known = list(dict.fromkeys(name for m in models for name in m.model_fields))
    if kind == "extra_forbidden":
        return Fault(key, "unknown key", nearest(str(detail["loc"][-1]), known))
    if kind == "missing":
        return Fault(key, "is missing", _LABELS_ALONE if key == "source.path" else "")
    if kind == "union_tag_not_found":
        return Fault(key, f"needs a {context['discriminator'].strip(chr(39))}", "")
    if kind == "union_tag_invalid":
        tag, named = context["tag"], context["discriminator"].strip("'")
        tags = [t.strip(" '") for t in context["expected_tags"].split(",")]
        return Fault(f"{key}.{named}", f'there is no {named} "{tag}"', nearest(tag, tags))
    if kind == "literal_error":
        words = [w.strip(" '") for w in context["expected"].replace(" or ", ", ").split(",")]
        what = f"should be one of {', '.join(words)}, found {_shown(value)}"
        return Fault(key, what, did_you_mean(str(value), words))
    if kind == "value_error":
        return Fault(key, str(context["error"]))
    if kind == "too_short" and context["min_length"] == 1:
        return Fault(key, _EMPTY)
    what = (
        _TYPES.get(kind) or _PATTERNS.get(context.get("pattern", "")) or detail["msg"].replace("Input should", "should")
    )
    return Fault(key, f"{what}, found {_shown(value)}")


def _shown(value: Any) -> str:
    text = repr(value).lower() if isinstance(value, bool) else repr(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 60 else text[:57] + "…"
