import asyncio

from tests.widgets.demos.range_input_demo import RangeInputDemo
from widgets.inputs.range_input import RangeInput


def at(app, *keys, box="#k", size=(80, 24)):
    async def go():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            wanted = app.query_one(box, RangeInput)
            wanted.focus()
            app.heard.clear()
            await pilot.press("end", *keys)
            await pilot.pause()
            app.width = wanted.size.width
            return wanted, wanted.render_line(1).text.rstrip()

    return asyncio.run(go())


def test_it_says_what_is_meant_while_it_is_valid():
    assert at(RangeInputDemo())[1] == "11 values: 2, 3, 4 … 12"
    assert at(RangeInputDemo("5, 10, 20"))[1] == "3 values: 5, 10, 20"
    assert at(RangeInputDemo("7"))[1] == "1 value"
    assert at(RangeInputDemo(), box="#eps")[1] == "chosen from the data"


def test_it_says_what_is_wrong_while_one_types():
    box, sentence = at(RangeInputDemo(), "7")
    assert (box.value, sentence, box.is_valid) == ("2..127", "! 127 is too large: up to 50", False)


def test_each_change_is_told_with_its_values_or_none():
    app = RangeInputDemo("2..4")
    at(app, "backspace", "3")
    assert app.heard == [("k", None), ("k", (2, 3))]


def test_up_and_down_nudge_the_upper_end_within_its_bounds():
    app = RangeInputDemo("2..49")
    box, _ = at(app, "up", "up", "down")
    assert box.value == "2..49"
    assert [values[-1] for _, values in app.heard] == [50, 49]


def test_auto_is_answered_as_auto():
    app = RangeInputDemo(eps="aut")
    box, _ = at(app, "o", box="#eps")
    assert app.heard == [("eps", "auto")] and box.values == "auto"


def test_a_sentence_that_is_too_long_is_cut():
    app = RangeInputDemo("2..")
    _, sentence = at(app, size=(30, 24))
    assert sentence.endswith("…") and len(sentence) == app.width


def test_nothing_blinks():
    box, _ = at(RangeInputDemo())
    assert box.cursor_blink is False
