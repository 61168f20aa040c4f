"""The settings of [source] that only one reader has: checked in a plan, and let go where another reader reads."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails

from segtui.data.databases.plan_keys import with_database_keys, with_path
from segtui.data.reader import Reader
from segtui.data.reader_registry import reader_by_name, readers
from segtui.data.source import Source
from segtui.errors import Fault, PlanError, SegtuiError


def at_path(source: Source, path: str) -> Source:
    """The source with another path; settings that only its old reader has go where another one reads the new path."""
    reader = _promised(path)
    lost = source.further.keys() - _own(reader) if reader else set()
    kept = source.model_dump(exclude=lost, exclude_unset=True)
    return Source(**{**kept, "path": path})


def refuse_foreign(source: Source, reader: Reader) -> None:
    """Raise PlanError where a source has settings that are not those of the reader of its file."""
    if wrong := _foreign(source.further, reader):
        raise PlanError([Fault(f"source.{key}", what) for key, what in wrong.items()])


def known_settings() -> dict[str, Reader]:
    """Every key that a reader declares for itself, with that reader."""
    return {key: reader for reader in readers().values() for key in _own(reader)}


def _own(reader: Reader) -> frozenset[str]:
    return frozenset(reader.settings.model_fields if reader.settings else ())


def _promised(path: str) -> Reader | None:
    try:
        return reader_by_name(path)
    except SegtuiError:  # an address that nobody knows is told where it is read
        return None


def _foreign(further: dict[str, Any], reader: Reader) -> dict[str, str]:
    """What is wrong with each key that is another reader's."""
    owners = known_settings()
    wrong = {key: owners[key].label for key in further if key in owners and key not in _own(reader)}
    return {key: f"is a setting of {owner} only, and this is {reader.label}" for key, owner in wrong.items()}


def _checked(data: Any, read: ValidatorFunctionWrapHandler) -> Source:
    """The source with its reader's own settings; raises with every key that is wrong, those of all sources included."""
    data = with_path(data)
    given = data if isinstance(data, dict) else data.further if isinstance(data, Source) else {}
    further = {key: value for key, value in given.items() if key not in Source.model_fields}
    errors: list[InitErrorDetails] = []
    source: Source | None = None
    try:
        source = read(data)
    except ValidationError as error:
        errors += [_again(detail) for detail in error.errors(include_url=False)]
    errors += _errors_of(further, str(given.get("path", "") if isinstance(data, dict) else data.path))
    if errors or source is None:
        raise ValidationError.from_exception_data("Source", errors)
    return source


def _errors_of(further: dict[str, Any], path: str) -> list[InitErrorDetails]:
    """What is wrong with the keys that are not every source's."""
    if not further:
        return []
    owners, reader = known_settings(), _promised(path)
    errors: list[InitErrorDetails] = [
        {"type": "extra_forbidden", "loc": (key,), "input": further[key]} for key in further if key not in owners
    ]
    foreign = _foreign(further, reader) if reader else {}
    for key, what in foreign.items():
        errors.append({"type": "value_error", "loc": (key,), "input": further[key], "ctx": {"error": ValueError(what)}})
    for owner in {owners[key].format: owners[key] for key in further if key in owners and key not in foreign}.values():
        try:
            assert owner.settings is not None
            owner.settings.model_validate({k: v for k, v in further.items() if k in _own(owner)})
        except ValidationError as error:
            errors += [_again(detail) for detail in error.errors(include_url=False)]
    return errors


def _again(detail: Any) -> InitErrorDetails:
    """An error that was raised, to be raised with others."""
    again: InitErrorDetails = {"type": detail["type"], "loc": detail["loc"], "input": detail["input"]}
    return {**again, "ctx": detail["ctx"]} if "ctx" in detail else again


class _WithSettings:
    """Lists the readers' own settings in the JSON Schema, and no others."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        table = handler.resolve_ref_schema(schema)
        table["additionalProperties"] = False
        for reader in readers().values():
            if reader.settings:
                table["properties"] |= reader.settings.model_json_schema()["properties"]
        with_database_keys(table)
        return schema


AnySource = Annotated[Source, WrapValidator(_checked), _WithSettings()]
"""A source of a plan, whose further keys are checked against what the readers declare."""
