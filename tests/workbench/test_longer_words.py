"""In a language with longer words nothing is cut without a mark, and the key line can be read."""

import pytest

from tests.workbench.longer import BEGIN, END, longer, speak

SCREENS = {"1": "Data", "2": "Profile", "3": "Clean", "4": "Features", "5": "Cluster", "7": "Export"}


def cut(text):
    """The lines where a text has its beginning, no end below, and no mark that it was cut."""
    opened = []
    for number, line in enumerate(text.splitlines()):
        for sign in line:
            if sign == BEGIN:
                opened.append(number)
            elif sign in (END, "…") and opened:
                opened.pop()
    return [text.splitlines()[number] for number in opened]


def test_what_is_longer_keeps_its_names_and_commands():
    assert longer("{count} rows of {file}: `segtui run`").count("{") == 2
    assert "`segtui run`" in longer("see `segtui run`")
    assert len(longer("a sentence of some length, all told")) > 1.4 * len("a sentence of some length, all told")


def test_a_cut_is_found():
    assert cut("‹one› ‹two\n‹three›") == ["‹one› ‹two"] and not cut("‹one\ntwo› ‹thr…")


def within_the_box(text):
    """A dialog's lines without its keys, up to the text that goes on below; what an input asks may be cut."""
    boxed = [line[line.index("│") + 1 : line.rindex("│")] for line in text.splitlines() if line.count("│") > 1]
    return "\n".join(boxed[:-1]).rpartition(BEGIN)[0]


async def seen(d, *keys):
    """What the screen says after keys, when nothing is computed any more."""
    await d.press(*keys)
    await d.until(lambda: not d.app.engine.busy())
    await d.pilot.pause()
    return d.text()


@pytest.mark.parametrize("key", [k if k == "2" else pytest.param(k, marks=pytest.mark.slow) for k in SCREENS])
def test_a_screen_cuts_nothing_without_a_mark(workbench, story, monkeypatch, key):
    async def tell():
        async with workbench("customers.csv") as d:
            text = await seen(d, key)
            await d.until(lambda: d.app.panes.front == SCREENS[key].lower())
            assert not cut(text), text
            line = text.splitlines()[-1]
            assert line.rstrip().endswith(f"q {longer('quit')}") and line.count(BEGIN) == line.count(END)

    with speak(monkeypatch):
        story(tell())


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["1?", "1:", "1d", "1f", "2?", "3a", "4?", "5w", "7a"])
def test_a_dialog_cuts_nothing_without_a_mark(workbench, story, monkeypatch, keys):
    async def tell():
        async with workbench("customers.csv") as d:
            await seen(d, keys[0])
            text = await seen(d, {"?": "question_mark", ":": "colon"}.get(keys[1], keys[1]))
            assert not cut(within_the_box(text) if len(d.app.screen_stack) > 1 else text), text

    with speak(monkeypatch):
        story(tell())
