"""The bars on their own: `python tests/widgets/demos/bars_demo.py [--ascii] [--groups]`."""

import sys

from textual.app import App

from widgets.bars import Bars


class BarsDemo(App):
    """Marital status of 2,240 customers, or the sizes of segments."""

    def __init__(self, rows=8, groups=False, **settings):
        super().__init__()
        labels = ["Married", "Together", "Single", "Divorced", "Widow", "Alone", "Absurd", "YOLO"]
        counts = [864, 580, 480, 232, 77, 3, 2, 2]
        labels += [f"other value {row}" for row in range(rows - 8)]
        counts += [1] * (rows - 8)
        of = [*range(rows - 1), -1] if groups else None
        self.bars = Bars(labels[:rows], counts[:rows], groups=of, **settings)

    def compose(self):
        yield self.bars

    def on_mount(self):
        self.bars.focus()


if __name__ == "__main__":
    BarsDemo(60, groups="--groups" in sys.argv, ascii="--ascii" in sys.argv).run()
