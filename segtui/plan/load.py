"""Reads a plan: TOML in, typed data out, with every fault reported at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError

from segtui.errors import Fault, PlanError, UsageError
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign, reason
from segtui.plan.model import Plan
from segtui.plan.paths_of_plan import with_lakes
from segtui.plan.validation import faults

_BARE_WORD = re.compile(r"[A-Za-z_][\w.*/ -]*")
_KEY_PART = re.compile(r"([A-Za-z_][\w-]*)((?:\[\d{1,9}\])*)")


def load(path: Path, overrides: Sequence[str] = ()) -> Plan:
    """The plan in a file, with `KEY=VALUE` overrides applied before it is checked.

    Raises PlanError with every fault, or UsageError when the file can't be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(
            say("no such plan"), where=str(path), fix=say("write one with `segtui plan DATA -o FILE`")
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(say("the plan can't be read: {error}", error=error), where=str(path)) from None
    return with_lakes(parse(text, name=str(path), overrides=overrides), path.parent)


def parse(text: str, *, name: str = "plan", overrides: Sequence[str] = ()) -> Plan:
    """The plan in a TOML text; `name` is its name in errors."""
    with foreign(lambda why: PlanError([Fault("TOML", why)], plan=name)):
        raw = tomllib.loads(text)
    for override in overrides:
        _override(raw, override)
    try:
        return Plan.model_validate(raw)
    except ValidationError as error:
        raise PlanError(faults(error, Plan), plan=name) from None


def overridden(text: str, overrides: Sequence[str]) -> str:
    """The TOML text of a plan with `KEY=VALUE` overrides applied and comments kept."""
    with foreign(lambda why: PlanError([Fault("TOML", why)])):
        plan = tomlkit.parse(text)
    for override in overrides:
        _override(plan, override)
    return tomlkit.dumps(plan)


def _override(raw: dict[str, Any], override: str) -> None:
    """Set one key of the raw plan, such as `select.clusters=[3,8]` or `clean[2].threshold=3`."""
    key, sign, value = override.partition("=")
    parts = [_KEY_PART.fullmatch(p) for p in key.strip().split(".")]
    if not sign or not all(parts):
        raise UsageError(
            say('expected KEY=VALUE, found "{override}"', override=override),
            where="--set",
            fix=say("for example --set 'select.clusters=[3,8]'"),
        )
    steps: list[str | int] = []
    for part in parts:
        assert part is not None
        steps += [part[1], *(int(i) - 1 for i in re.findall(r"\d+", part[2]))]
    place: Any = raw
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if isinstance(step, int) and not (isinstance(place, list) and 0 <= step < len(place)):
            raise UsageError(say("the plan has no such entry"), where=f"--set {key}", fix=say("entries count from 1"))
        if isinstance(step, str) and not isinstance(place, dict):
            raise UsageError(say("the plan has no such table"), where=f"--set {key}")
        if following is None:
            place[step] = _value(value.strip(), key)
        else:
            place = place.setdefault(step, {}) if isinstance(step, str) else place[step]


def _value(text: str, key: str) -> Any:
    """A TOML value; a bare word counts as text, so that shells need no double quoting."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError) as error:
        if _BARE_WORD.fullmatch(text):
            return text
        shown = text if len(text) <= 60 else f"{text[:57]}…"
        raise UsageError(
            say("{shown} is not a TOML value: {error}", shown=shown, error=reason(error)), where=f"--set {key}"
        ) from None
