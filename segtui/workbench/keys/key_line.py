"""The bottom line: the keys that do something here, the most specific first."""

from __future__ import annotations

from rich.style import Style
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import format_key
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from segtui.language.translation import _, on_a_key
from widgets.plain.text import PlainText

ALWAYS = ("app.help", "app.palette", "app.quit")
"""Always shown at the right edge, however narrow it is."""


class KeyLine(Widget):
    """The keys of the focused widget, its screen, and the app, as many as fit; a click presses one."""

    auto_links = False  # a link would override the color of the keys
    COMPONENT_CLASSES = {"keyline--key"}  # noqa: RUF012 - as Textual declares it

    keys: reactive[tuple[tuple[str, str, str], ...]] = reactive(())
    """(key, its display, what it does), in order."""
    last: reactive[tuple[tuple[str, str, str], ...]] = reactive(())
    """The same for the right edge."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self._follow(self.screen)
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        shown: dict[str, tuple[str, str, str]] = {}
        last: dict[str, tuple[str, str, str]] = {}
        nodes: list[object] = []
        ranked = []
        for at, (key, active) in enumerate(screen.active_bindings.items()):
            if active.node not in nodes:
                nodes.append(active.node)
            ranked.append((nodes.index(active.node), _declared(active.node, active.binding.id, at), key, active))
        # A keymap puts the keys that it changes last; here they keep their place.
        for *_place, key, active in sorted(ranked, key=lambda each: each[:2]):
            binding = active.binding
            if binding.show and active.enabled and not self._typed(screen, key):
                place = last if binding.id in ALWAYS else shown
                place.setdefault(
                    binding.id or binding.action, (key, self.app.get_key_display(binding), binding.description)
                )
        self.keys, self.last = tuple(shown.values()), tuple(last.values())

    @staticmethod
    def _typed(screen: Screen[object], key: str) -> bool:
        """Whether the focused widget takes the key as text, such as / in a prompt."""
        character = format_key(key)
        return bool(screen.focused and len(character) == 1 and screen.focused.check_consume_key(key, character))

    def render(self) -> PlainText:
        """As many as fit, then those that are always shown."""
        end = PlainText()
        for entry in self.last:
            end.append_text(self._one(*entry))
        line = PlainText(no_wrap=True, end="")
        for entry in self.keys:
            following = self._one(*entry)
            if line.cell_len + following.cell_len + end.cell_len > self.size.width:
                break
            line.append_text(following)
        return PlainText.assemble(line, " " * max(self.size.width - line.cell_len - end.cell_len, 0), end, no_wrap=True)

    def _one(self, key: str, shown: str, description: str) -> PlainText:
        style = self.get_component_rich_style("keyline--key", partial=True)
        does = on_a_key(short(description))
        text = PlainText.assemble(" ", (shown, style), f" {does} ")
        text.stylize(Style(meta={"@click": f"app.simulate_key('{key}')"}))
        return text


def short(description: str) -> str:
    """What a binding does, in the key line: widgets of Textual's kind begin theirs with a capital."""
    return description[:1].lower() + description[1:]


def _declared(node: DOMNode, id: str | None, place: int) -> int:
    """The position at which a node's class or a base declares a binding; `place` for one without a name."""
    declared = [
        b.id for cls in reversed(type(node).__mro__) for b in vars(cls).get("BINDINGS", ()) if isinstance(b, Binding)
    ]
    return declared.index(id) if id in declared else len(declared) + place


def key_name(shown: str, *, ascii: bool) -> str:
    """A key as Textual shows it, in words if its symbol is unusual, or in ASCII if required."""
    words = {"⏎": _("Enter"), "esc": _("Esc"), "space": _("Space"), "tab": _("Tab"), "⌫": _("Backspace")}
    arrows = {"↑": _("Up"), "↓": _("Down"), "←": _("Left"), "→": _("Right")}
    return words.get(shown) or (arrows.get(shown, shown) if ascii else shown)
