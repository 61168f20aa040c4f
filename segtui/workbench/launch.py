"""Starting the workbench: the compute process first, then Textual, then the app."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from segtui.console import process
from segtui.errors import SegtuiError, UsageError
from segtui.language.interface import interface_language
from segtui.language.sentences import say
from segtui.language.translation import speaking
from segtui.libraries.boundary import calm_threads, silence


def main() -> NoReturn:
    """`segtui` and `segtui FILE`: every user error becomes its message and exit code."""
    calm_threads()
    process.listen_for_interruptions()
    ascii = os.environ.get("SEGTUI_ASCII", "").lower() not in ("", "0", "false", "no")
    try:
        process.refuse_undecodable(sys.argv[1:])
        process.refuse_language()
        code = launch(sys.argv[1] if len(sys.argv) > 1 else None, ascii=ascii)
    except KeyboardInterrupt:
        process.leave(130, process.told(say("interrupted")))
    except SegtuiError as error:
        process.leave(error.exit_code, process.complaint(error))
    process.leave(code, "")


def launch(path: str | None, *, ascii: bool = False) -> int:
    """Open the workbench on a data file, a plan or a run's folder, or nothing yet; the exit code.

    Raises UsageError without a terminal, ResourceError without room for a session.
    """
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):  # Textual draws on standard error
        command = "show" if path and os.path.isfile(os.path.join(path, "run.json")) else "run"
        fix = say(
            "without one: segtui {command} {path}; segtui --help lists every command",
            command=command,
            path=path or "DATA",
        )
        raise UsageError(say("the workbench needs a terminal"), fix=fix)
    gc.disable()  # until the first frame is there
    silence()
    from segtui.engine.session.sessions import Session

    left = Session.left_behind()
    session = Session.create(path)
    from segtui.engine.transport.client import Engine

    # Started before Textual has threads, and loading the numeric libraries while Textual loads.
    engine = Engine(session.folder)
    engine.start()
    from segtui.workbench.app import Workbench
    from segtui.workbench.open_or_resume import concerns

    left = [found for found in left if concerns(found, path)][:1]
    app = Workbench(session, engine, path, left=left, ascii=ascii)
    language = interface_language()
    gc.freeze()  # nothing loaded so far is garbage, so no key press waits for the collector to look through it
    try:
        with speaking(language):  # what Textual starts speaks it too
            app.run()
    finally:
        engine.stop()
    return app.return_code or 0
