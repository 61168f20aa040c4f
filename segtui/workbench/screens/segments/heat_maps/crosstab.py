"""The current segments against those of another candidate: asks which, and shows how many rows they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.language.figures import number
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.libraries.columns import read_arrow
from segtui.validity.agreement import adjusted_rand_index
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.parts.figures import whole_percent
from segtui.workbench.screens.cluster.candidate_comparison import NOISE, shared
from segtui.workbench.screens.cluster.leaderboard_rows import label
from segtui.workbench.screens.cluster.uncertainty import silhouette
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Described
    from widgets.heatmap.heatmap import Heatmap


class Other(Dialog[str | None]):
    """A list of candidates, the best first; the result is the chosen key, None for Escape."""

    HELP_TITLE = "Other candidates"
    HELP = (
        "Enter compares with the candidate at the cursor, {other.leave} goes back. "
        "Candidates whose rows are all noise are not listed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "down", id="other.down", show=False, tooltip="Down"),
        Binding("k", "move(-1)", "up", id="other.up", show=False, tooltip="Up"),
        Binding("escape,b", "leave", "leave", id="other.leave", tooltip="Back to the segments"),
    ]

    def __init__(self, rows: Sequence[LeaderboardRow], *, ascii: bool = False) -> None:
        super().__init__()
        self.rows = list(rows)
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """The list in a box, with its keys."""
        with Vertical(classes="box"):
            yield Static(PlainText(_("Compare the segments with those of"), "bold"))
            yield OptionList(*(Option(_line(row, ascii=self._ascii)) for row in self.rows), markup=False)
            yield Static(PlainText(with_keys("Enter compare   {other.leave} back"), "dim"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose it."""
        event.stop()
        self.dismiss(self.rows[event.option_index]["key"])

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        listed = self.query_one(OptionList)
        listed.highlighted = min(max((listed.highlighted or 0) + by, 0), len(self.rows) - 1)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


def _line(row: LeaderboardRow, *, ascii: bool) -> PlainText:
    value, margin = row["silhouette"], row["silhouette_half_width"]
    score = "" if value is None else tell("silhouette {value}", value=silhouette(value, margin, ascii=ascii))
    said = f"{label(row):<34} {row['clusters']:>3} {_('segments')}  {score}"
    return PlainText(said, "dim" if row["rejected_because"] else "", no_wrap=True)


def show_beside(
    heat: Heatmap, here: Described, other: Described, given: Mapping[int, str], names: Sequence[str], other_label: str
) -> str:
    """Fill the heatmap: our segments down (`names` by position), theirs across; returns its heading.

    Cells show the shared rows and their share of our segment, which is the heat. `given` are the plan's names: they are
    meant for our segments, so theirs are shown by number.
    """
    ours, theirs = (read_arrow(d.rows, ["segment"]).to_series() for d in (here, other))
    counts, down, across = shared(ours, theirs)
    shares = counts / counts.sum(axis=1, keepdims=True)
    texts = [
        [f"{number(int(n))} {whole_percent(s)}" if n else "0     " for n, s in zip(c, t, strict=True)]
        for c, t in zip(counts.tolist(), shares.tolist(), strict=True)
    ]
    columns = [_("noise") if s == NOISE else _theirs(s, other, given) for s in across]
    heat.show(np.asarray(shares), list(names), columns, texts=texts, scale="sequential", limits=(0, 1), measured="")
    assert len(names) == len(down)
    return tell(
        "Rows shared with {candidate}; adjusted Rand index {index:.3f}",
        candidate=other_label,
        index=adjusted_rand_index(counts),
    )


def _theirs(segment: int, other: Described, given: Mapping[int, str]) -> str:
    return str(segment) if segment in given else f"{segment} {other.names[str(segment)]}"
