"""Waiting for a picture: until nothing is computed and nothing on the screen changes, however long a machine takes."""

import asyncio
import time

from tests.patience import PATIENCE


async def until(pilot, condition):
    """Wait until `condition()` is true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "the condition never held"
        await asyncio.sleep(0.02)
    await pilot.pause()


async def settle(app, pilot):
    """Wait until no answer is due and two looks at the screen, further apart than any delay of the app's, agree."""
    before = None
    while (now := _cells(app)) != before or app.engine.busy():
        before = now
        await asyncio.sleep(0.3)
        await pilot.pause()


def _cells(app):
    return [[segment.text for segment in strip] for strip in app.screen._compositor.render_strips()]
