"""The user's own keys: keymap.toml says which keys an action has, by the id of its binding."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.keys import Keys

from segtui.errors import nearest
from segtui.language.sentences import tell
from segtui.language.translation import _

if TYPE_CHECKING:
    from textual.app import App

_MODIFIERS = {"ctrl", "shift", "alt", "super"}
_NAMES = {key.value.rpartition("+")[2] for key in Keys}


@dataclass(frozen=True)
class Keymap:
    """Keys by binding id, in Textual's format, and one sentence for each fault in the file."""

    keys: dict[str, str]
    faults: tuple[str, ...] = ()


async def take_keymap(app: App[Any], path: Path) -> None:
    """Give the actions the user's keys; faults in the file are reported, and the rest of it applies."""
    keymap = read_keymap(path)
    if keymap is None:
        return
    from segtui.workbench.keys.palette import commands

    known = await asyncio.to_thread(commands, app)
    keymap = check(keymap, path, ((f"{c.place.key if c.place else ''} {c.owner.__name__}", c.binding) for c in known))
    app.set_keymap(keymap.keys)
    for fault in keymap.faults:
        app.notify(fault, severity="warning", timeout=15)


def read_keymap(path: Path) -> Keymap | None:
    """The file's keys; None if there is no file. `"clean.add" = "a,insert"`, or `add = "a"` under `[clean]`."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return Keymap({}, (tell("{path}: can't be read: {error}", path=path, error=error),))
    keys: dict[str, str] = {}
    faults = []
    for name, value in _flat(raw):
        fault = _fault(value)
        if fault:
            faults.append(tell('{path}: "{name}" {fault}', path=path, name=name, fault=fault))
        else:
            keys[name] = value.replace(" ", "")
    return Keymap(keys, tuple(faults))


def check(keymap: Keymap, path: Path, bindings: Iterable[tuple[str, Binding]]) -> Keymap:
    """The same without the ids that no binding has, and with a fault for each key that does two things in one place.

    `bindings` are all bindings, each with the name of its place.
    """
    known = [(place, b) for place, b in bindings if b.id]
    ids = {b.id or "" for _, b in known}
    faults = list(keymap.faults)
    keys = {}
    for name, value in keymap.keys.items():
        if name in ids:
            keys[name] = value
        else:
            faults.append(
                tell(
                    '{path}: there is no action "{name}"; {hint}',
                    path=path,
                    name=name,
                    hint=nearest(name, sorted(ids)),
                )
            )
    faults += [tell("{label}: {said}", label=path, said=fault) for fault in _clashes(keys, known)]
    return Keymap(keys, tuple(faults))


def _flat(raw: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in raw.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _fault(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        return _('should be keys in quotes, such as "a" or "a,insert"')
    for key in value.split(","):
        *modifiers, name = key.strip().split("+")
        if not set(modifiers) <= _MODIFIERS or not (len(name) == 1 or name in _NAMES or name.isidentifier()):
            return tell('has an invalid key: "{key}"', key=key.strip())
    return ""


def _clashes(keys: Mapping[str, str], known: Iterable[tuple[str, Binding]]) -> Iterable[str]:
    taken: dict[tuple[str, str], str] = {}
    for place, binding in known:
        if binding.id is None:
            continue
        mapped = binding.with_key(keys.get(binding.id, binding.key))
        for one in Binding.make_bindings([mapped]):
            first = taken.setdefault((place, one.key), binding.id)
            if first != binding.id and (first in keys or binding.id in keys):
                yield tell('the key "{key}" does both "{first}" and "{id}"', key=one.key, first=first, id=binding.id)
