"""Opens a file, or resumes the unfinished session on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import ContentSwitcher

from segtui.data.addresses import is_address, whole
from segtui.engine.transport.messages import Begun, Failed, Look, Looked, Message, Read, Recall, SearchGrids
from segtui.errors import SegtuiError
from segtui.language.sentences import in_language, tell, tell_counted
from segtui.language.translation import _
from segtui.publishing.paths import expand_home
from segtui.workbench import save_plan
from segtui.workbench.first_rows import FirstRows, Opening, read_first_rows
from segtui.workbench.parts.first_rows_table import FirstRowsTable
from segtui.workbench.parts.question import Answer, Question
from segtui.workbench.screens import SCREENS
from widgets.plain.static import Static

if TYPE_CHECKING:
    from segtui.engine.session.sessions import LeftBehind
    from segtui.plan.model import Plan
    from segtui.workbench.bench import Bench


def show_first_rows(frame: Screen[object], opening: Opening, *, ascii: bool) -> None:
    """Show the first rows in place of the screen, before its libraries are loaded."""
    if opening.first_rows:
        switcher = frame.query_one(ContentSwitcher)
        switcher.mount(
            Vertical(
                Static(tell("opening {path} {dots}", path=opening.path, dots="..." if ascii else "…")),
                FirstRowsTable(opening.first_rows, ascii=ascii, id="first-rows-table"),
                id="first-rows",
            )
        )
        switcher.current = "first-rows"


async def begin(bench: Bench, frame: Screen[object], left_behind: Sequence[LeftBehind]) -> None:
    """Show the first screen, then the unfinished session or the file from the command line."""
    await bench.panes.show(SCREENS[0].key)
    await frame.query("#first-rows").remove()
    if bench.session.note:
        bench.status.say(in_language(bench.session.note))
    for left in left_behind:
        answer = await bench.push_screen_wait(_go_on(left))
        if answer == "g":
            await _resume(bench, left)
            return
        if answer == "d":
            left.discard()
    if bench.opening.path:
        _look(bench, bench.opening.path)
    await asyncio.to_thread(_warm)


def _warm() -> None:
    """Load what every plan needs while nobody is waiting for it."""
    import segtui.plan.dump
    import segtui.plan.load  # noqa: F401


def concerns(left: LeftBehind, path: str | None) -> bool:
    """Whether an unfinished session is about this file; always true without a file."""
    opened = _opened_of(left)
    if path is None:
        return opened is not None
    names = [left.state.marks.get("asked"), opened and opened.file, opened and opened.run]
    return opened is not None and whole(path) in names


def _opened_of(left: LeftBehind) -> Looked | None:
    try:
        return Looked(**json.loads(left.state.marks["opened"]))
    except (KeyError, ValueError, TypeError):
        return None


def _go_on(left: LeftBehind) -> Question:
    """Describe the unfinished session, and ask whether to resume it."""
    opened = _opened_of(left)
    assert opened is not None
    first = int(left.state.marks.get("first", 0))
    changes, found = max(left.state.position - first, 0), int(left.state.marks.get("found", 0))
    lines = [
        tell("{name} in {folder}", name=opened.name, folder=opened.folder),
        _changes(changes, left.state.history[left.state.position].label if changes else ""),
        *([tell_counted("{count:,} candidate found", "{count:,} candidates found", found)] if found else []),
        _ago(left.changed),
    ]
    answers = [
        Answer("g", _("resume where it was left")),
        Answer("n", _("start over, and ask again next time")),
        Answer("d", _("discard it and start over")),
    ]
    return Question(_("Unfinished session"), "\n".join(lines), answers)


def _changes(count: int, last: str) -> str:
    if not count:
        return tell_counted("{count:,} change of its plan", "{count:,} changes of its plan", count)
    return tell_counted(
        "{count:,} change of its plan, the last: {last}",
        "{count:,} changes of its plan, the last: {last}",
        count,
        last=last,
    )


def _ago(then: datetime) -> str:
    seconds = int(max((datetime.now(UTC) - then).total_seconds(), 0))
    if seconds < 60:
        return _("last used less than a minute ago")
    if seconds < 3_600:
        return tell_counted("last used {count} minute ago", "last used {count} minutes ago", seconds // 60)
    if seconds < 86_400:
        return tell_counted("last used {count} hour ago", "last used {count} hours ago", seconds // 3_600)
    return tell_counted("last used {count:,} day ago", "last used {count:,} days ago", seconds // 86_400)


async def _resume(bench: Bench, left: LeftBehind) -> None:
    """Resume with the same plan, history and screen; finished candidates are loaded from the session's folder."""
    from segtui.engine.session.sessions import Session
    from segtui.engine.transport.client import Engine

    try:
        plans = await asyncio.to_thread(lambda: [_parse(change.plan, "session") for change in left.state.history])
        session = Session.reopen(left)
    except SegtuiError as error:
        bench.trouble(tell("can't resume the session: {error}", error=error.describe()))
        return
    engine = Engine(session.folder)
    engine.start()
    bench.engine.stop()
    bench.session.end()
    bench.use(session, engine)
    bench.store.resume(left.state, plans)
    if bench.store.run and not bench.store.history.position:
        opened = _opened_of(left)
        _recall(bench, in_parts=opened is not None and opened.in_parts)
    else:
        bench.engine.ask(Read)
        if int(left.state.marks.get("found", 0)):
            bench.engine.ask(SearchGrids)
    await bench.panes.show(left.state.screen or SCREENS[0].key)


async def ask(bench: Bench) -> None:
    """Ask what to open, then open it instead of the current plan."""
    from segtui.workbench.opening.open_dialog import OpenDialog

    path = await bench.push_screen_wait(OpenDialog())
    if path and await _may_go(bench):
        _look(bench, path if is_address(path) else str(expand_home(path)))


async def _may_go(bench: Bench) -> bool:
    """Whether the current plan may be left."""
    if not bench.store.unsaved:
        return True
    answers = [Answer("s", _("save it first")), Answer("d", _("discard the changes"))]
    answer = await bench.push_screen_wait(
        Question(_("The plan is not saved"), tell("Changes to {name}.", name=bench.store.name), answers)
    )
    return answer == "d" or (answer == "s" and await save_plan.save(bench))


def _look(bench: Bench, path: str) -> None:
    bench.opening = Opening(bench.opening.path, path, read_first_rows(path))
    bench.status.say(tell("Opening {shown}", shown=bench.opening.shown))
    bench.engine.ask(Look, path=path)


def heard(bench: Bench, message: Message) -> None:
    """Show the first rows of a table that is still read; continue with the plan of the file that was opened."""
    if isinstance(message, Begun):
        first = FirstRows(tuple(message.columns), tuple(map(tuple, message.rows)), message.of)
        bench.opening = replace(bench.opening, first_rows=first)
        bench.panes.refresh()
    if isinstance(message, Looked):
        bench.status.say("")
        bench.run_worker(_opened(bench, message), group="opened")


async def _opened(bench: Bench, looked: Looked) -> None:
    try:
        plan = await asyncio.to_thread(_parse, looked.plan, looked.name)
    except SegtuiError as error:
        bench.announcer.failed("Look", Failed(looked.ticket, error.describe(), error.exit_code))
        return
    if looked.in_parts:
        await bench.panes.show("segments")  # before a screen on its source asks for that
    if bench.store.begin(plan, looked, bench.opening.named):
        if bench.store.run:
            await _show_live(bench)  # first, for the rest takes a while
            _recall(bench, in_parts=looked.in_parts)
        else:
            bench.engine.ask(Read)
        await bench.panes.show("segments" if bench.store.run else SCREENS[0].key)


async def _show_live(bench: Bench) -> None:
    """Show what a run follows, if it does or did."""
    from segtui.workbench.screens.live.live_view import follows, open_live

    if follows(bench.store.run):
        await open_live(bench)


def _recall(bench: Bench, *, in_parts: bool) -> None:
    """Show what a run found; the source of a large one is read when a screen on it is looked at."""
    if not in_parts:
        bench.engine.ask(Read)
    bench.engine.ask(Recall, run=str(bench.store.run))


def _parse(text: str, name: str) -> Plan:
    from segtui.plan.load import parse

    return parse(text, name=name)
