"""The lines around a screen: the title and the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from textual.reactive import reactive
from textual.widget import Widget

from segtui.language.figures import number
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _
from segtui.workbench.frame.status import cut
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens import SCREENS
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Opened
    from segtui.workbench.state.store import Store

_OF_THE_FILE = ("data", "profile")


class TitleLine(Widget):
    """The file, its size, how many steps the plan has, and whether it is saved."""

    parts: reactive[tuple[str, ...]] = reactive(())
    """What stands behind the name of the program."""
    caption: reactive[str] = reactive("")
    """The short text of the current screen, at the right edge if there is room."""

    def render(self) -> PlainText:
        """The parts, the name of the program in bold."""
        rest = "  " + "   ".join(self.parts) if self.parts else ""
        line = PlainText.assemble(" ", ("segtui", "bold"), rest, end="", no_wrap=True)
        line.truncate(self.size.width, overflow=cut(self))
        free = self.size.width - line.cell_len - cell_len(self.caption) - 1
        return line.append(" " * free + self.caption) if self.caption and free >= 3 else line

    def tell(self, store: Store, front: str) -> None:
        """Say what is open now on the screen with this key; nothing is painted unless it reads differently."""
        if store.plan is None:
            self.parts = ()
            return
        parts = [store.name]
        if store.opened:
            times = "x" if self.app.has_class("-ascii") else "×"
            parts.append(f"{looked_at(store, store.opened, front)} {times} {number(store.opened.columns)}")
        elif store.searched and store.searched.of:  # a finished run, whose source nobody has looked at yet
            parts.append(tell_counted("{count:,} row", "{count:,} rows", store.searched.of))
        steps = len(store.plan.clean)
        parts.append(tell_counted("{count} step", "{count} steps", steps))
        parts.append(_kept(store))
        self.parts = tuple(parts)


def looked_at(store: Store, opened: Opened, front: str) -> str:
    """The rows that a screen looks at, and of how many: the file's first on the first two, later a sample or all."""
    for known in (store.prepared, store.searched):
        if known is not None and known.of and front not in _OF_THE_FILE:
            return tell("{rows:,} of {of:,}", rows=known.drawn, of=known.of)
    if opened.part and store.prepared is not None and front not in _OF_THE_FILE:
        return number(store.prepared.rows)
    if opened.of:
        return tell("{rows:,} of {of:,}", rows=opened.rows, of=opened.of)
    return tell("{rows:,} first", rows=opened.rows) if opened.part else number(opened.rows)


def _kept(store: Store) -> str:
    """The state of the plan in a few words; the plan in a run's folder is the one that was run."""
    if store.unsaved:
        return tell("not saved ({save})", save=key_of("app.save"))
    return _("saved") if store.path is not None else _("finished run") if store.run is not None else _("starter plan")


class Tabs(Widget):
    """The seven screens by number and name; a click shows one."""

    front: reactive[str] = reactive("")
    """The key of the current screen."""

    COMPONENT_CLASSES = {"tabs--front"}  # noqa: RUF012 - as Textual declares it

    def render(self) -> PlainText:
        """All in one line at 80 columns, the one in front marked by style and by brackets where there is none."""
        line = PlainText(no_wrap=True)
        front = self.get_component_rich_style("tabs--front")
        for at, place in enumerate(SCREENS, start=1):
            chosen, title = place.key == self.front, _(place.title)
            name = f"[{at} {title}]" if chosen else f" {at} {title} "
            click = Style(meta={"@click": f"app.show('{place.key}')"})
            line.append(name, front + click if chosen else click)
        return line
