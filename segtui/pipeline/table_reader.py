"""What a run takes from its files: tables, their profile, and what is derived from them."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from segtui.data.read import read
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.features.maker import Derived, FeatureMaker
from segtui.profiling.profile import Profile, profile


class Reader:
    """Reads afresh each time, as a run does once; a subclass may keep what it has read."""

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None) -> Table:
        """The table of a source, its path relative to `folder`."""
        return read(source, folder, stdin=stdin)

    def profile(self, table: Table) -> Profile:
        """The profile of a table that this reader has read."""
        return profile(table)

    def derived(self, maker: FeatureMaker, table: Table) -> Derived:
        """The features that a maker makes from a table that this reader has read."""
        return maker.fit_transform(table)
