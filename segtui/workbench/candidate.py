"""How the plan names a candidate of the leaderboard."""

from __future__ import annotations

import json
from typing import Any


def spoken(row: dict[str, Any]) -> str:
    """A row of the leaderboard as the plan's `select.candidate` names it: `kmeans k=5`."""
    from segtui.clustering.grid import families
    from segtui.segments.choose import spoken_cell

    algorithm, parameters = row["algorithm"], row["parameters"]
    cell = json.loads(parameters) if isinstance(parameters, str) else parameters
    # leaderboard.csv has the parameters by letter, a name has them as the algorithm declares them.
    order = next((list(family.model_fields) for family in families() if family.name == algorithm), list(cell))
    return spoken_cell(algorithm, {name: cell[name] for name in sorted(cell, key=order.index)})
