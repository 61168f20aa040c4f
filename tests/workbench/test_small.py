"""A terminal of a few lines: nothing ends the program, and what has the keys can be seen."""

import pytest

from segtui.workbench.helping import Helping

OPENS = {
    "1": ("d", "F", "slash"),
    "2": ("enter", "c"),
    "3": ("a", "f", "p"),
    "4": ("a", "c"),
    "5": ("e", "w", "v"),
    "6": ("v", "w", "e"),
    "7": ("a", "c", "f"),
}
"""What is opened on each screen; Escape leaves it."""


def in_sight(d):
    """Whether a cell of what has the focus is on the screen."""
    focused = d.app.screen.focused
    if focused is None:
        return isinstance(d.app.screen, Helping)  # it scrolls as a whole
    visible = d.app.screen.find_widget(focused).visible_region if focused.is_attached else None
    return bool(visible and visible.area)


@pytest.mark.parametrize("size", [(10, 5), (40, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_and_dialog_stands_in_any_terminal(workbench, story, place, size):
    (place / "few.toml").write_text(
        '[source]\npath = "customers.csv"\n[[clean]]\nstep = "deduplicate"\nby = ["customer_id"]\n'
        "[search.kmeans]\nk = [2, 3]\n"
    )

    async def tell():
        async with workbench("few.toml", size=size) as d:
            unseen = []
            for screen, keys in OPENS.items():
                await d.press(screen)
                await d.until(lambda n=screen: d.app.front and d.app.pane and d.app._showing.locked() is False)
                if screen == "5" and size > (9, 4):
                    await d.press("g")
                    await d.until(lambda: d.app.store.searched)
                await d.until(lambda: not d.app.busy())
                if size > (9, 4) and not in_sight(d):
                    unseen.append((screen, repr(d.app.screen.focused)))
                for key in keys:
                    await d.press(key)
                    if size > (9, 4) and not in_sight(d):
                        unseen.append((screen, key, repr(d.app.screen.focused)))
                    await d.press("escape")
                    await d.press("escape")
            for key in ("question_mark", "colon"):
                await d.press(key)
                await d.press("escape")
            await d.pilot.resize_terminal(80, 24)
            await d.press("1")
            await d.until(d.says("Data"))
            assert not unseen, "\n".join(map(str, unseen))

    story(tell())
