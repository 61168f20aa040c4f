"""What a run's cleaning learned from its rows: steps with nothing left to learn, to be kept and run later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from segtui.cleaning.step import Step
from segtui.declare import declarations


def learn(frame: pl.DataFrame, steps: Sequence[Step], *, id: str) -> list[tuple[int, Step]]:
    """The steps with what they learn from the frame, each with the number, from 1, of the step that it stands for.

    Steps that are off, and those that find nothing to work on, are left out. `frame` is cleaned once more for it.
    """
    found: list[tuple[int, Step]] = []
    for number, step in enumerate(steps, 1):
        if step.off:
            continue
        found += [(number, each) for each in step.fitted(frame, id=id)]
        frame, id = step.apply(frame, id=id).frame, step.renames().get(id, id)
    return found


def to_plain(steps: Sequence[tuple[int, Step]]) -> list[dict[str, Any]]:
    """Learned steps as JSON can hold them."""
    return [{"clean": number, **step.model_dump(mode="json")} for number, step in steps]


def from_plain(plain: Sequence[dict[str, Any]]) -> list[tuple[int, Step]]:
    """Learned steps as `to_plain` wrote them; raises ValueError for others."""
    packages = ("segtui.cleaning.steps", "segtui.cleaning.fitted")
    known = {kind.called(): kind for package in packages for kind in declarations(package, Step)}  # type: ignore[type-abstract]
    return [
        (int(each["clean"]), known[each["step"]].model_validate({k: v for k, v in each.items() if k != "clean"}))
        for each in plain
    ]
