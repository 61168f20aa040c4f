"""Starting the workbench: the compute process first, then Textual, then the app."""

from __future__ import annotations

import sys

from segtui.errors import UsageError


def launch(path: str | None, *, ascii: bool = False) -> int:
    """Open the workbench on a data file, a plan, a run's folder, or nothing yet; the exit code.

    Raises UsageError without a terminal.
    """
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):  # Textual draws on standard error
        what = "the workbench needs a terminal"
        raise UsageError(what, fix=f"without one: segtui run {path or 'DATA'}; segtui --help lists every command")
    from segtui.engine.session import Session

    left = Session.left_behind()
    session = Session.create(path)
    from segtui.engine.client import Engine

    # Forked before Textual has threads, and loading the numeric libraries while Textual loads.
    engine = Engine(session.folder)
    engine.start()
    from segtui.workbench.app import Workbench
    from segtui.workbench.opening import concerns

    left = [found for found in left if concerns(found, path)][:1]
    app = Workbench(session, engine, path, left=left, ascii=ascii)
    try:
        app.run()
    finally:
        engine.stop()
    return app.return_code or 0
