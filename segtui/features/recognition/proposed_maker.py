"""A feature maker that fits a table, with its keys filled, as a starter plan or the workbench proposes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from segtui.features.maker import FeatureMaker


@dataclass(frozen=True)
class ProposedMaker:
    """A maker with the keys that fit a table, and what a starter plan says of it.

    `what` is what the table is: "a log of orders". `row` is what one of its rows is: "order", "event". `comments` stand
    above the keys that they are named by, under "" above the maker; `hints` are further keys, commented out.
    `cohort` has the keys of a [[cohort]] of the same table, none where it is not a log.
    """

    maker: FeatureMaker
    what: str = ""
    row: str = "row"
    comments: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    cohort: Mapping[str, str] = field(default_factory=dict)
