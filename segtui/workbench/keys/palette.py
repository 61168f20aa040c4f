"""`:` lists every action of every screen; running one on another screen shows that screen first."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.markup import escape
from textual.widget import Widget

from segtui.language.sentences import tell
from segtui.language.translation import _, on_a_key
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens import SCREENS, Place

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench


_BY_WORDS = 0.1
"""The weight of a hit in the description relative to one in the name."""


@dataclass(frozen=True)
class Command:
    """An action: its screen, the class of node that runs it, and its binding."""

    place: Place | None
    owner: type[DOMNode]
    binding: Binding

    @property
    def name(self) -> str:
        """As the palette lists it: "cluster: run", "undo"."""
        said = on_a_key(self.binding.description) or _(self.binding.tooltip)
        return tell("{screen}: {does}", screen=_(self.place.title).lower(), does=said) if self.place else said


def _said_in(query: str, text: str) -> float:
    """The share of the text that the typed words make up, if each begins a word of it; else 0."""
    begun, typed = text.casefold().split(), query.casefold().split()
    if not typed or not all(any(word.lstrip("(").startswith(part) for word in begun) for part in typed):
        return 0.0
    return sum(map(len, typed)) / len(text)


def commands(app: DOMNode) -> list[Command]:
    """Every action with an id: the app's, then each screen's and those of the widgets on it, mounted or not yet."""
    found = list(_of(type(app), None))
    for place in SCREENS:
        pane = place.load()
        mounted = [type(w) for p in app.query(pane) for w in p.query("*")]
        for owner in dict.fromkeys([pane, *_named(pane.__module__, set()), *mounted]):
            if not issubclass(owner, Pane) or owner is pane:
                found += _of(owner, place)
        found += [Command(place, pane, binding) for binding in pane.more_bindings()]
    return found


def _named(module: str, seen: set[str]) -> Iterator[type[Widget]]:
    """The widgets that a screen's module uses, directly or indirectly."""
    seen.add(module)
    for value in vars(sys.modules[module]).values():
        if isinstance(value, type) and issubclass(value, Widget):
            yield value
            ours = value.__module__.startswith(("segtui.workbench.screens", "widgets."))
            if ours and value.__module__ not in seen:
                yield from _named(value.__module__, seen)


def _of(owner: type[DOMNode], place: Place | None) -> Iterator[Command]:
    """The bindings that a class and its own bases declare; those of Textual itself have no id."""
    seen: set[str] = set()
    for cls in owner.__mro__:
        for binding in vars(cls).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id and binding.id not in seen:
                seen.add(binding.id)
                yield Command(place, owner, binding)


class Commands(Provider):
    """What the palette searches."""

    async def startup(self) -> None:
        """Import the screens that were not shown yet, beside the app."""
        found = await asyncio.to_thread(commands, self.app)
        self._commands = [c for c in found if not c.binding.action.startswith("app.")]  # those are the app's own too

    async def discover(self) -> Hits:
        """All, before anything is typed: those of the current screen first."""
        front = self._bench.panes.front
        ordered = sorted(self._commands, key=lambda c: (c.place is None, c.place is not None and c.place.key != front))
        for command in ordered:
            yield DiscoveryHit(command.name, partial(run, self._bench, command), help=self._help(command))

    async def search(self, query: str) -> Hits:
        """Those whose name or description matches the typed text; a name counts for more."""
        matcher = self.matcher(query)
        for command in self._commands:
            by_name = matcher.match(command.name)
            score = by_name or _BY_WORDS * _said_in(query, f"{command.name} {_(command.binding.tooltip)}")
            if score > 0:
                shown = matcher.highlight(command.name) if by_name else Content(command.name)
                yield Hit(score, shown, partial(run, self._bench, command), command.name, self._help(command))

    @property
    def _bench(self) -> Bench:
        return cast("Bench", self.app)

    def _help(self, command: Command) -> str:
        keys = [self.app.get_key_display(b) for b in Binding.make_bindings([command.binding])]
        return escape(f"{' '.join(dict.fromkeys(keys))}  {_(command.binding.tooltip)}")


async def run(bench: Bench, command: Command) -> None:
    """Show the screen that has the action, then run it there."""
    if command.place is None:
        await bench.run_action(command.binding.action)
        return
    pane = await bench.panes.show(command.place.key)
    target = pane if issubclass(command.owner, Pane) else _visible(pane, command.owner)
    if target is None:
        bench.notify(tell("{name}: nothing to apply this to yet", name=command.name), severity="warning")
        return
    if target is not pane and target.focusable:
        target.focus()
    await bench.run_action(command.binding.action, default_namespace=target)


def _visible(pane: Widget, owner: type[DOMNode]) -> Widget | None:
    """The widget of that class that has the focus or is shown."""
    found = [w for w in pane.query("*") if isinstance(w, owner) and w.display]
    return next((w for w in found if w.has_focus), found[0] if found else None)
