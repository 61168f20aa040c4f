"""The export targets, for the screen that offers them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segtui.delivery.export.config import Export
from segtui.delivery.export.target import targets
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.libraries.boundary import missing_libraries
from segtui.pipeline.exports.export_run import place_of


def target_list() -> list[tuple[str, str]]:
    """Each target's name in a plan, and its title with the columns of its file, or the libraries that are missing."""
    found = []
    for name, target in targets().items():
        if lacking := missing_libraries(target.libraries):
            found.append((name, "{}: {}".format(*lacking)))
            continue
        headers = ", ".join(c.header for c in target.columns)
        found.append(
            (
                name,
                tell("{label}: {said}", label=target.title, said=headers)
                if headers
                else tell("{platform}, with id and segment", platform=_(target.title)),
            )
        )
    return found


def export_paths(orders: Sequence[Export]) -> list[str]:
    """The path of each export of a plan, as it is seen from the run's folder."""
    return [str(place_of(order, number, Path())) for number, order in enumerate(orders, start=1)]
