"""Opens an address in the workbench, reads it with another value of a setting, and tells what it met, as JSON.

python drive_source.py ADDRESS KEY VALUE, in the folder of the data
"""

import asyncio
import json
import sys

from segtui.engine.session.sessions import Session
from segtui.engine.transport.client import Engine
from segtui.workbench.app import Workbench
from segtui.workbench.screens.data.reading import ReadingSettings
from tests.patience import PATIENCE


async def until(pilot, condition):
    for _ in range(int(PATIENCE * 20)):
        if condition():
            return
        await pilot.pause(0.05)
    raise TimeoutError(pilot.app.store.failed)


async def drive(app, key, value):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.store.opened and app.panes.front == "data")
        told = {"rows": app.store.opened.rows}
        listed = app.screen.query_one(ReadingSettings)
        await until(pilot, lambda: listed.shown)
        told["settings"] = [setting.key for setting in listed.shown]
        await pilot.press("d")
        await until(pilot, lambda: app.focused is listed)
        listed.highlighted = told["settings"].index(key)
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is not listed)
        await pilot.press(*value, "enter")
        await until(pilot, lambda: app.store.opened and app.store.opened.rows != told["rows"])
        told["after"] = app.store.opened.rows
        await pilot.press("W")
        await until(pilot, lambda: app.focused is not listed and getattr(app.focused, "value", "").endswith(".toml"))
        app.focused.value = "plans/saved.toml"
        await pilot.press("enter")
        await until(pilot, lambda: app.store.path)
        told["saved"] = app.store.path.read_text()
    return told


if __name__ == "__main__":
    session = Session.create(sys.argv[1])
    engine = Engine(session.folder)
    engine.start()
    try:
        print(json.dumps(asyncio.run(drive(Workbench(session, engine, sys.argv[1]), *sys.argv[2:]))))
    finally:
        engine.stop()
        session.end()
