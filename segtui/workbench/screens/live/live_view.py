"""The Live view: what `segtui follow` does with a run's stream now, over whatever screen is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.timer import Timer

from segtui.engine.transport.messages import Failed, HealthRead, Message, ReadHealth
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.screens.live import live_words
from segtui.workbench.screens.live.seen_batches import SeenBatches
from widgets.plain.static import Static
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench

HEALTH = "follow.health.ndjson"
_SOON, _LATER = 1.0, 3.0
"""Seconds until the next look: while batches come, and while none do."""
_NO_RUN = to_translate("There is no run to look at yet: open one, or write one on Export ({show.export}).")


async def open_live(bench: Bench) -> None:
    """Show the Live view of the run that is open or was written last."""
    store = bench.store
    run = Path(store.wrote.out) if store.wrote else store.run
    if run is None:
        bench.status.say(with_keys(_(_NO_RUN)))
    else:
        await bench.push_screen(LiveView(Path(run), ascii=bench.ascii))


def follows(run: Path | None) -> bool:
    """Whether a run follows a stream, or did."""
    return run is not None and (run / HEALTH).is_file()


class LiveView(Dialog[None]):
    """The state, figures, rates, moves, triggers and sinks of a follower; it looks for new batches by itself."""

    HELP_TITLE = to_translate("Live")
    HELP = to_translate("""\
What segtui follow does with the stream of this run: how many messages wait (lag), how many events come a second, what
was rejected or came too late, who moves from segment to segment as it happens, which triggers fired and what went to
each sink. Nothing is drawn until there is a new batch. segtui follow itself runs outside, so that it goes on when this
is closed; a line that begins with ! says that it waits or is silent.""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "down", id="live.down", show=False, tooltip="Down along the moves"),
        Binding("k", "move(-1)", "up", id="live.up", show=False, tooltip="Up along the moves"),
        Binding("escape,L,enter", "leave", "back", id="live.leave", tooltip="Back to the screen below"),
    ]

    def __init__(self, run: Path, *, ascii: bool, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._now = now
        self.run_folder, self._ascii = run, ascii
        self.followed = SeenBatches()
        self._file = self._at = 0
        self._wrong = ""
        self._there: bool | None = None
        self._timer: Timer | None = None
        self._drawn: tuple[object, ...] = ()

    @property
    def bench(self) -> Bench:
        """The app, typed."""
        return cast("Bench", self.app)

    def compose(self) -> ComposeResult:
        """The title, the state, the figures, the moves, the triggers and sinks, and the keys."""
        with Vertical(classes="box wide"):
            title = _("Live: {run}").format(run=visible(self.run_folder.name))
            yield Static(PlainText(title, "bold", no_wrap=True), classes="title")
            yield Static(id="live-state")
            yield Static(id="live-figures")
            yield Static(id="live-rate")
            yield Static(PlainText(_("Moved between segments"), "bold"), id="live-heading")
            with VerticalScroll(id="live-moves"):
                yield Static(id="live-moved")
            yield Static(id="live-triggered")
            yield Static(id="live-sinks")
            yield Static(id="live-extent")
            yield Static(PlainText(_("{key} back").format(key=key_of("live.leave")), "dim"), classes="keys")

    def on_mount(self) -> None:
        """Look for the first time."""
        self._draw()
        self._look()
        self.query_one("#live-moves").focus()

    def on_unmount(self) -> None:
        """Ask no more."""
        self.bench.engine.withdraw(ReadHealth)

    def _look(self) -> None:
        if self.is_attached:
            self.bench.engine.ask(ReadHealth, run=str(self.run_folder), file=self._file, at=self._at)

    def heard(self, message: Message) -> None:
        """Draw new batches, and look again later."""
        if not isinstance(message, HealthRead) or message.run != str(self.run_folder):
            return
        if message.anew:
            self.followed = SeenBatches(names=message.names)
        self._file, self._at, self._there, self._wrong = message.file, message.at, message.there, ""
        self.followed.cut |= message.cut
        self.followed.add(message.batches)
        self._draw()
        self._again(_SOON if message.batches else _LATER)

    def says_failed(self, kind: str, message: Failed) -> bool:
        """Say why nothing is known, and look again later."""
        if kind != ReadHealth.__name__:
            return False
        self._wrong = message.what
        self._draw()
        self._again(_LATER)
        return True

    def _again(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, self._look)

    def _draw(self) -> None:
        """Draw what has changed; where nothing has, nothing is sent to the terminal."""
        followed, there = self.followed, bool(self.followed.batches)
        self.query_one("#live-state", Static).update(self._state())
        wide = self.app.size.width >= 110
        now = (len(followed.batches), followed.last and followed.last["at"], followed.last and followed.last["batch"])
        if (drawn := (now, wide, self._file)) == self._drawn:
            return
        self._drawn = drawn
        for name in ("figures", "rate", "heading", "moves", "triggered", "sinks", "extent"):
            self.query_one(f"#live-{name}").display = there
        if not there:
            return
        width = min(self.app.size.width - 8, 112)
        parts: dict[str, PlainText | PlainTable] = {
            "figures": live_words.figures(followed, wide=wide),
            "rate": live_words.rate(followed, width, ascii=self._ascii),
            "moved": live_words.moves(followed, self._now(), wide=wide, ascii=self._ascii),
            "triggered": live_words.counts(_("triggers fired"), followed.triggered),
            "sinks": live_words.counts(_("rows to sinks"), followed.sinks),
            "extent": PlainText(live_words.extent(followed), "dim"),
        }
        for name, part in parts.items():
            self.query_one(f"#live-{name}", Static).update(part)

    def _state(self) -> PlainText:
        if self._wrong:
            return PlainText(f"! {self._wrong}", "bold")
        if self._there is None:
            return PlainText(_("looking {dots}").format(dots="..." if self._ascii else "…"))
        if self.followed.said is None:
            none = _("Nothing has followed this run yet: segtui follow {run} does, and is shown here batch by batch.")
            return PlainText(none.format(run=visible(str(self.run_folder))))
        return live_words.state(self.followed, self._now())

    def on_resize(self) -> None:
        """There may be room for more."""
        if self.is_mounted:
            self._draw()

    def action_move(self, by: int) -> None:
        """Along the moves."""
        self.query_one("#live-moves", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Close it; the follower goes on."""
        self.dismiss(None)
