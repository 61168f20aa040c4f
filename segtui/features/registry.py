"""The feature makers that there are, and what they declare of the columns that they add."""

from __future__ import annotations

from segtui.declare import declarations
from segtui.features.maker import FeatureMaker


def makers() -> list[type[FeatureMaker]]:
    """Every feature maker that a plan can name, in order of its file's name."""
    return declarations("segtui.features.makers", FeatureMaker)  # type: ignore[type-abstract]


def excluded_columns() -> frozenset[str]:
    """The columns of any maker that "*" leaves out of clustering."""
    return frozenset(name for maker in makers() for name in maker.default_excluded)


def segment_columns() -> frozenset[str]:
    """The columns of any maker that hold a segment by rules."""
    return frozenset(maker.segment_column for maker in makers() if maker.segment_column)


def made_columns() -> frozenset[str]:
    """Every column that a maker always adds, whatever its settings."""
    return frozenset(name for maker in makers() for name in maker.always_adds)
