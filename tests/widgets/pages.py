"""Runs an app without a terminal and returns what its widgets drew, as text."""

import asyncio


def page(app, size=(80, 24), *press, act=None):
    """The screen's lines after keys were pressed and `act(pilot)` was awaited."""

    async def run():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.press(*press)
            if act:
                await act(pilot)
            await pilot.pause()
            return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]

    return asyncio.run(run())
