"""`?`: what the focused widget is for, every key that works here, and the screen's page of the guide."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.parts.pane import Pane
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from textual.dom import DOMNode

_WIDEST, _EDGES = 76, 5
"""The width of the box in cells, as in dialogs.tcss, and the cells of its border, padding and scrollbar."""
_TOPICS = {
    "data": "data",
    "profile": "cleaning",
    "clean": "cleaning",
    "features": "features",
    "cluster": "clustering",
    "segments": "segments",
    "export": "exports",
}
"""The page of the guide for each screen."""
_GUIDE = to_translate("{help.guide} guide   {help.close} closes")
_KEYS = to_translate("{help.guide} keys   {help.close} closes")


class Helping(Dialog[None]):
    """Sections from the focused widget outwards, or a page of the guide; `?`, `q` or Escape closes it."""

    HELP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "close", "close", id="help.close", tooltip="Close the help"),
        Binding(
            "g", "guide", "guide", id="help.guide", tooltip="Read the guide about this screen, or go back to the keys"
        ),
        Binding("j,down", "scroll('down')", "down", id="help.down", tooltip="Scroll down a line", show=False),
        Binding("k,up", "scroll('up')", "up", id="help.up", tooltip="Scroll up a line", show=False),
        Binding("d,pagedown,space", "scroll('page_down')", "page", id="help.page_down", tooltip="Scroll down a page"),
        Binding("b,pageup", "scroll('page_up')", "back", id="help.page_up", tooltip="Scroll up a page", show=False),
    ]

    def __init__(self, text: PlainText, topic: str = "workbench") -> None:
        super().__init__()
        self.text = text
        self.topic = topic
        self.reading = False
        """Whether the page of the guide shows instead of the keys."""

    def compose(self) -> ComposeResult:
        """A box that scrolls."""
        with VerticalScroll(classes="box", can_focus=False) as box:
            box.border_title = _("help")
            box.border_subtitle = with_keys(_GUIDE)
            yield Static(self.text)

    def action_scroll(self, how: str) -> None:
        """Scroll without animation, which would send many frames."""
        getattr(self.query_one(VerticalScroll), f"scroll_{how}")(animate=False)

    def action_guide(self) -> None:
        """Show the page of the guide instead of the keys, or the keys again."""
        from segtui.console.guide import Markdown
        from segtui.guide.pages import page

        self.reading = not self.reading
        box = self.query_one(VerticalScroll)
        box.border_title = tell("guide: {topic}", topic=self.topic) if self.reading else _("help")
        box.border_subtitle = with_keys(_KEYS if self.reading else _GUIDE)
        self.query_one(Static).update(Markdown(page(self.topic).text) if self.reading else self.text)
        box.scroll_home(animate=False)

    def action_close(self) -> None:
        """Close the help."""
        self.dismiss()


def topic_of(pane: Pane | None) -> str:
    """The page of the guide about the current screen."""
    return _TOPICS.get(pane.key, "workbench") if pane is not None else "workbench"


def help_text(app: App[Any], pane: Pane | None) -> PlainText:
    """The sections of the help: the focused widget, its parents, the screen, and global keys."""
    focused = app.screen.focused
    nodes: list[DOMNode] = list(focused.ancestors_with_self) if focused else [app]
    if pane is not None and pane not in nodes:
        nodes.insert(-1, pane)
    return PlainText("\n\n").join(part for node in nodes if (part := _section(app, node)))


def help_words(text: str) -> str:
    """The HELP of a widget as it is told: a blank line separates its paragraphs, a dash begins a line."""
    return re.sub(r"(?<!\n)\n(?!\n|- )", " ", inspect.cleandoc(text))


def help_title(cls: type[DOMNode]) -> str:
    """What the help calls a widget of this class: its HELP_TITLE, or that of the class it is a kind of."""
    return str(getattr(cls, "HELP_TITLE", ""))


def _section(app: App[Any], node: DOMNode) -> PlainText | None:
    told, keys = with_keys(help_words(node.HELP or "")), _keys(app, node)
    own = isinstance(node, Pane) or bool(keys)
    if not own:
        return None
    if isinstance(node, Pane):
        title = _(node.title)
    else:
        title = _("Everywhere") if node is app else _(help_title(type(node))) or _("Here")
    lines = [PlainText(title, "bold")]
    if told and node is not app:
        lines.append(PlainText(told))
    width = max((len(key) for key, _ in keys), default=0)
    room = max(min(_WIDEST, int(app.size.width * 0.96)) - _EDGES - width - 4, 20)
    for key, told in keys:
        first, *rest = textwrap.wrap(told, room) or [""]
        lines.append(PlainText.assemble("  ", (key.ljust(width), "bold"), "  ", first))
        lines += [PlainText(" " * (width + 4) + more) for more in rest]
    return PlainText("\n").join(lines)


def _keys(app: App[Any], node: DOMNode) -> list[tuple[str, str]]:
    """Each binding once, with all its keys."""
    by_action: dict[str, tuple[list[str], str]] = {}
    for _key, binding in node._bindings:
        if binding.id is None or binding.system:
            continue
        told = _(binding.tooltip or binding.description)
        by_action.setdefault(binding.id, ([], told))[0].append(app.get_key_display(binding))
    return [(" ".join(dict.fromkeys(keys)), told) for keys, told in by_action.values()]
