"""One column as it is clustered: its distribution after log and scale, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container

from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.plan.telling import labels_of
from segtui.workbench.parts.figures import plain
from segtui.workbench.screens.features.clusterable_columns import ClusterableColumn
from segtui.workbench.screens.features.column_figures import figures
from segtui.workbench.screens.profile.column_view import bins
from widgets.histogram.histogram import Histogram
from widgets.plain.static import Static

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Prepared
    from segtui.plan.model import Plan


class FeatureView(Container):
    """The column at the cursor."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="features-column")
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """The picture and the figures."""
        yield Static(id="features-figures", markup=False)
        yield Histogram(ascii=self._ascii, id="features-histogram")

    def show(self, column: ClusterableColumn, plan: Plan, prepared: Prepared) -> None:
        """Show a column of what was prepared."""
        picture, called = self.query_one(Histogram), labels_of(plan).headed(column.name)
        if len(column.features) == 1 and column.used:
            feature = column.features[0]
            how = ["log"] * bool(feature["log"]) + [plan.features.scale] * (plan.features.scale != "none")
            label = tell("after {transforms}", transforms=", ".join(how)) if how else _("as clustered")
            picture.heading = f"{called}, {label}"
            picture.show(feature["counts"], feature["edges"], label=label)
        else:
            counts, edges = bins(column.profile)
            picture.heading = called
            picture.show(counts, edges, label=_("not used"), plain=plain(column.profile))
        picture.display = bool(column.profile["histogram"]) or len(column.features) == 1
        self.query_one("#features-figures", Static).update(figures(column, plan, prepared))
        self.update_classes({"-made": bool(plan.derive), "-words": not picture.display})
