"""How a step, an algorithm or a feature maker is declared once, for the plan, the forms and the docs."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import pkgutil
import re
import textwrap
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from segtui.language.sentences import say
from segtui.libraries.boundary import Library

T = TypeVar("T", bound="Declared")
V = TypeVar("V")

Seed = Annotated[int, Field(ge=0, lt=2**32)]
"""What random numbers are drawn by."""

_SENTENCE = re.compile(r"(?<=\.)\s")
_RANGE = re.compile(r"^\s*(-?[\d.]+?)\s*\.\.\s*(-?[\d.]+)\s*(?:step\s+([\d.]+)\s*)?$")


class Declared(BaseModel):
    """Base of everything in a plan; a field's docstring is its help.

    Unknown keys and values of another type are refused ("3" is not a number, true is not 1), and values are frozen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    libraries: ClassVar[tuple[Library, ...]] = ()
    """The libraries that it needs and that may be absent."""

    @model_validator(mode="wrap")
    @classmethod
    def _lists(cls, given: Any, validate: ModelWrapValidatorHandler[Self]) -> Self:
        """TOML has lists where a declaration has tuples."""
        return validate(_with_tuples(given))

    @classmethod
    def summary(cls) -> str:
        """What it is or does: the first sentence of its docstring."""
        return _SENTENCE.split(paragraph(cls), maxsplit=1)[0]

    def seeded(self, seed: int) -> Self:
        """The same with this seed, where it draws by a field `seed` and that is empty."""
        unnamed = "seed" in type(self).model_fields and getattr(self, "seed", None) is None
        return self.model_copy(update={"seed": seed}) if unnamed else self

    @classmethod
    def helps(cls) -> dict[str, str]:
        """The line of help of each field; read from the source when it is asked for, for that takes a while."""
        return _docstrings(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        fields = handler.resolve_ref_schema(schema).get("properties", {})
        for name in fields.keys() & cls.helps().keys():
            fields[name].setdefault("description", cls.helps()[name])
        return schema


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(each) for key, each in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


def paragraph(cls: type[Declared]) -> str:
    """The first paragraph of the docstring of a declaration, in one line."""
    return " ".join(inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].split())


@cache
def _docstrings(cls: type[Declared]) -> dict[str, str]:
    found: dict[str, str] = {}
    for base in [base for base in reversed(cls.__mro__) if issubclass(base, Declared)]:
        with contextlib.suppress(OSError):  # a model that is put together at runtime has no source
            found |= _docstrings_in(inspect.getsource(base))
    return found


def _docstrings_in(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for declared in ast.parse(textwrap.dedent(source)).body:
        for field, said in pairwise(getattr(declared, "body", ())):
            text = said.value.value if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) else None
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, str):
                paragraphs = inspect.cleandoc(text).split("\n\n")
                found[field.target.id] = "\n\n".join(" ".join(each.split()) for each in paragraphs)
    return found


def modules(package: str) -> list[ModuleType]:
    """Every module of a package whose name has no underscore in front, in order of their names."""
    root = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.iter_modules(root.__path__) if info.name[0] != "_")
    return [importlib.import_module(f"{package}.{name}") for name in names]


def instances(package: str, kind: type[V]) -> list[V]:
    """Every public constant of that kind that a module of `package` holds, in order of module and place."""
    return [
        value
        for module in modules(package)
        for name, value in vars(module).items()
        if isinstance(value, kind) and name[0] != "_"
    ]


def declarations(package: str, base: type[T], *, private: bool = False) -> list[type[T]]:
    """Every subclass of `base` that a module of `package` declares, in order of module and name.

    Those with an underscore in front are for the module itself; they are listed only if `private`.
    """
    return [found for found in _declarations(package, base) if private or found.__name__[0] != "_"]


@cache
def _declarations(package: str, base: type[Any]) -> tuple[type[Any], ...]:
    found = []
    for module in modules(package):
        for value in vars(module).values():
            declared_here = isinstance(value, type) and value.__module__ == module.__name__
            if declared_here and issubclass(value, base) and value is not base:
                found.append(value)
    return tuple(found)


def _numbers(value: Any) -> Any:
    """`"2..12"` and `"10..100 step 10"` as the numbers they stand for; a single number as a tuple of one."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (value,)
    if not isinstance(value, str):
        return value
    match = _RANGE.match(value)
    if not match:
        raise ValueError(say('write a list such as [2, 3, 4] or a range such as "2..12" or "10..100 step 10"'))
    whole = all("." not in part for part in match.groups() if part)
    low, high = float(match[1]), float(match[2])
    step = float(match[3]) if match[3] else 1.0
    if step <= 0 or high < low:
        raise ValueError(say("a range must increase and have a positive step: from..to step N"))
    count = int((high - low) / step + 1e-9) + 1
    if count > 10_000:
        raise ValueError(say("the range has {count} values, more than the 10,000 allowed", count=count))
    values = [low + i * step for i in range(count)]
    return tuple(int(v) if whole else round(v, 12) for v in values)


def as_tuple(value: Any) -> Any:
    """One text or number as a tuple of it, anything else as it is: what may stand without brackets in a plan."""
    return (value,) if isinstance(value, (str, int)) else value


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(as_tuple, json_schema_input_type=tuple[str, ...] | str)]
"""Texts; one alone may stand without brackets."""


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


class NamesColumns:
    """Marks a field of a declaration whose values are column names, which a form then suggests."""


Count = Annotated[int, Field(ge=1)]
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Range = Annotated[str, Field(pattern=_RANGE.pattern)]
# The JSON Schema says what a plan may hold, not what is made of it.
_as_ints = BeforeValidator(_numbers, json_schema_input_type=tuple[Count, ...] | Count | _Range)
_as_floats = BeforeValidator(_numbers, json_schema_input_type=tuple[_Positive, ...] | _Positive | _Range)

IntGrid = Annotated[tuple[Count, ...], _as_ints, AfterValidator(_distinct), Field(min_length=1)]
"""A grid axis of whole numbers from 1: a list, one number, or a range in text."""
FloatGrid = Annotated[tuple[_Positive, ...], _as_floats, AfterValidator(_distinct), Field(min_length=1)]
"""A grid axis of positive numbers: a list, one number, or a range in text."""
