"""Two candidates side by side: their indices, and how many rows each pair of segments shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.language.figures import in_signs
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _, to_translate
from segtui.libraries.columns import read_arrow
from segtui.validity.agreement import adjusted_rand_index
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.screens.cluster.index_columns import INDICES, SECONDS, Index
from segtui.workbench.screens.cluster.leaderboard_rows import index_of, label
from widgets.heatmap.heatmap import Heatmap
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Described

NOISE = -1


class CandidateComparison(Dialog[None]):
    """Candidates A and B: `rows` of the leaderboard, and their segments."""

    HELP_TITLE = "Two candidates"
    HELP = """\
On the left, the indices of both, with an arrow at the better one. On the right, a row for each segment of A and a
column for each of B: how many rows they share. The adjusted Rand index is 1 if both group the rows in the same way,
and about 0 if they agree only by chance."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,m,enter", "leave", "back", id="compare.leave", tooltip="Back to the candidates"),
    ]

    def __init__(
        self, rows: tuple[LeaderboardRow, LeaderboardRow], described: tuple[Described, Described], *, ascii: bool
    ) -> None:
        super().__init__()
        self.rows, self.described, self._ascii = rows, described, ascii

    def compose(self) -> ComposeResult:
        """The names, the indices, the cross-tab."""
        a, b = (read_arrow(d.rows, ["segment"]).to_series() for d in self.described)
        counts, down, across = shared(a, b)
        with Vertical(classes="box wide"):
            yield Static(self._heading(), classes="title")
            with Horizontal():
                yield Static(self._indices(adjusted_rand_index(counts), len(a)), id="compare-indices")
                with Vertical():
                    yield Static(PlainText(_("rows shared: A down, B across"), "dim"))
                    heat = Heatmap(
                        counts,
                        [_short("A", s) for s in down],
                        [_short("B", s) for s in across],
                        scale="sequential",
                        digits=0,
                        ascii=self._ascii,
                    )
                    heat.heading = tell(
                        "Rows shared: A {one} down, B {other} across",
                        one=label(self.rows[0]),
                        other=label(self.rows[1]),
                    )
                    heat.styles.max_height = len(down) + 3
                    yield heat
                    with VerticalScroll(can_focus=False):
                        for which, place, segments in (("A", 0, down), ("B", 1, across)):
                            yield from (self._named(which, place, s) for s in segments if s != NOISE)
            yield Static(
                PlainText(with_keys("{compare.leave} back   arrows move in the table"), "dim"),
                classes="keys",
            )

    def _heading(self) -> PlainText:
        a, b = (label(row) for row in self.rows)
        return PlainText.assemble(("A ", "bold"), a, ("   B ", "bold"), b, no_wrap=True, overflow="ellipsis")

    def _named(self, which: str, place: int, segment: int) -> Static:
        name = self.described[place].names[str(segment)]
        text = PlainText.assemble((f"{_short(which, segment)} ", "bold"), name, no_wrap=True, overflow="ellipsis")
        return Static(text, classes="name")

    def _indices(self, agreement: float, rows: int) -> PlainText:
        a, b = self.rows
        clusters = Index("clusters", "", to_translate("segments"), True, str, "")
        text = PlainText.assemble((f"{'':<18}{'A':>8} {'B':>8}\n", "bold"))
        for index in (clusters, *INDICES, SECONDS):
            one, other = index_of(a, index.key), index_of(b, index.key)
            if one is not None or other is not None:
                text.append_text(self._line(index, one, other, judged=index is not clusters))
        return text.append_text(
            PlainText.assemble(
                f"{_('adjusted Rand'):<18}",
                (in_signs(f"{agreement:>8.3f}"), "bold"),
                "\n" + tell_counted("over {count:,} row", "over {count:,} rows", rows) + "\n",
            )
        )

    def _line(self, index: Index, a: Any, b: Any, *, judged: bool) -> PlainText:
        better = "<" if self._ascii else "◂"
        known = a is not None and b is not None and index.say(a) != index.say(b)
        a_wins = known and judged and (a > b) == index.more
        b_wins = known and judged and not a_wins
        said = ["" if v is None else index.say(v) for v in (a, b)]
        return PlainText.assemble(
            f"{_(index.title):<18}",
            (f"{said[0]:>8}", "bold" if a_wins else ""),
            better if a_wins else " ",
            (f"{said[1]:>8}", "bold" if b_wins else ""),
            f"{better if b_wins else ' '}\n",
        )

    def action_leave(self) -> None:
        """Back to the candidates."""
        self.dismiss(None)


def _short(which: str, segment: int) -> str:
    return _("noise") if segment == NOISE else f"{which}{segment}"


def shared(a: pl.Series, b: pl.Series) -> tuple[NDArray[np.float64], list[int], list[int]]:
    """How many rows each segment of `a` shares with each of `b` (r, c), and the segments; noise comes last."""
    numbers_a, numbers_b = a.to_numpy(), b.to_numpy()
    down, across = (sorted(set(n.tolist()), key=lambda s: (s == NOISE, s)) for n in (numbers_a, numbers_b))
    places = [
        np.array([names.index(s) for s in range(NOISE, max(names) + 1) if s in names]) for names in (down, across)
    ]
    _, row = np.unique(numbers_a, return_inverse=True)
    _, column = np.unique(numbers_b, return_inverse=True)
    counts = np.zeros((len(down), len(across)))
    np.add.at(counts, (places[0][row], places[1][column]), 1)
    return counts, down, across
