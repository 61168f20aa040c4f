"""The keys of actions in sentences: the user's own, if the keymap file changes them.

f"{key_of('app.undo')} undoes it."
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import format_key

from segtui.language.translation import _
from segtui.workbench.keys.key_line import key_name

_NAMED = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


class _Keys:
    """The known keys: those of the keymap file, and those declared by the classes loaded so far."""

    def __init__(self) -> None:
        self.own: dict[str, str] = {}
        self.ascii = False
        self.declared: dict[str, str] = {}

    def key(self, id: str) -> str:
        if id in self.own:
            return self.own[id]
        if id not in self.declared:
            self.declared = {b.id: b.key for b in _bindings(DOMNode) if b.id}
        if id not in self.declared:
            _load(id)
            self.declared = {b.id: b.key for b in _bindings(DOMNode) if b.id}
        return self.declared[id]


_KEYS = _Keys()


def use_keys(own: Mapping[str, str], *, ascii: bool) -> None:
    """Have sentences name these keys (by the id of a binding), else the declared ones; `ascii` has no arrows."""
    _KEYS.own, _KEYS.ascii = dict(own), ascii


def key_of(id: str) -> str:
    """The first key of an action, by the id of its binding, as the key line shows it; raises KeyError for an unknown
    id."""
    first = _KEYS.key(id).split(",")[0].strip()
    return key_name(format_key(first).replace("ctrl+", "^"), ascii=_KEYS.ascii)


def with_keys(text: str) -> str:
    """A sentence, told, with keys in place of ids: "{app.undo} undoes it" -> "u undoes it"."""
    return _NAMED.sub(lambda found: key_of(found[1]), _(text))


def _bindings(node: type[DOMNode]) -> Iterator[Binding]:
    """What all loaded classes declare."""
    yield from (b for b in vars(node).get("BINDINGS", ()) if isinstance(b, Binding))
    for below in node.__subclasses__():
        yield from _bindings(below)


def _load(id: str) -> None:
    """Load the screen that an action is of, or the prompt, which is not loaded before it is needed."""
    if id.startswith("prompt."):
        import widgets.inputs.prompt_line  # noqa: F401
    from segtui.workbench.screens import SCREENS

    for place in SCREENS:
        if id.startswith(f"{place.key}."):
            place.load()
