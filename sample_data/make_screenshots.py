"""Draws the screenshots of the README from the sample data, with a real compute process.

python sample_data/make_screenshots.py
"""

import asyncio
import os
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PLACE = HERE / "screenshots"
SIZE = (120, 32)


async def until(pilot, condition, patience=120):
    for _ in range(patience * 10):
        if condition():
            return
        await pilot.pause(0.1)
    raise TimeoutError("the workbench did not get there")


def shoot(app, name):
    """Keep the blanks at the start of a text, which not every viewer of SVG does by itself."""
    picture = app.export_screenshot().replace("<text ", '<text xml:space="preserve" ')
    (PLACE / name).write_text(picture, encoding="utf-8")


async def draw():
    from segtui.engine.session.sessions import Session
    from segtui.engine.transport.client import Engine
    from segtui.workbench.app import Workbench

    session = Session.create("plan.toml")
    engine = Engine(session.folder)
    engine.start()
    app = Workbench(session, engine, "plan.toml")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.store.opened)
        await pilot.press("5")
        await until(pilot, lambda: app.panes.front == "cluster")
        await pilot.press("g")
        await until(pilot, lambda: app.store.searched and not app.engine.busy("Search"))
        await until(pilot, lambda: app.store.described and not app.engine.busy())
        await pilot.pause(1)
        shoot(app, "cluster.svg")
        await pilot.press("6")
        await until(pilot, lambda: app.panes.front == "segments" and not app.engine.busy())
        await pilot.pause(1)
        shoot(app, "segments.svg")
    engine.stop()
    session.end()


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        os.environ |= {"XDG_CONFIG_HOME": settings, "XDG_STATE_HOME": settings}
        os.environ.pop("SSH_TTY", None)
        os.chdir(HERE)
        asyncio.run(draw())
