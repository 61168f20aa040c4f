"""Maps lines of a repaired copy to lines of the original file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True)
class LineMap:
    """Anchors (line of the copy, line of the file), both from 1 and rising: from each on, lines go side by side.

    `before` is the map of the file that this copy was made from, where that is a copy too.
    """

    anchors: tuple[tuple[int, int], ...] = ()
    before: LineMap | None = None

    def given(self, line: int) -> int:
        """The line of the file as given, for a line of the copy."""
        at = bisect_right(self.anchors, (line, 1 << 62)) - 1
        if at >= 0:
            copy, file = self.anchors[at]
            line = file + line - copy
        return self.before.given(line) if self.before else line

    def copies(self, line: int) -> list[int]:
        """The lines of the copy where those of the file's line start; none when it was left out."""
        starts = self.before.copies(line) if self.before else [line]
        return [copy for start in starts for copy in self._own(start)]

    def _own(self, line: int) -> list[int]:
        at = bisect_right(self.anchors, line, key=lambda pair: pair[1]) - 1
        found = []
        while at >= -1:
            copy, file = self.anchors[at] if at >= 0 else (1, 1)
            there = copy + line - file
            if at + 1 == len(self.anchors) or there < self.anchors[at + 1][0]:
                found.append(there)
            if file < line:
                break
            at -= 1
        return sorted(set(found))
