"""What became of segments in words and in facts: kept, born, gone, split, merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from segtui.segments.lineage.matches import Matched


def fates(matched: Matched, old: Mapping[int, str], new: Mapping[int, str]) -> list[str]:
    """A sentence for each segment that was born, is gone, split or merged; `old` and `new` are the names."""
    told = [f"Born: {_called(s, new)}." for s in matched.born]
    told += [f"Gone: {_called(s, old)}." for s in matched.dead]
    told += [f"Split: {_called(s, old)} became {_all(parts, new)}." for s, parts in matched.split]
    return told + [f"Merged: {_all(parts, old)} became {_called(s, new)}." for parts, s in matched.merged]


def fate_facts(matched: Matched) -> dict[str, Any]:
    """The same for a program, with the pairs that were kept."""
    return {
        "kept": [{"old": p.old, "new": p.new, "likeness": round(p.likeness, 6), "by": p.by} for p in matched.pairs],
        "born": list(matched.born),
        "gone": list(matched.dead),
        "split": [{"old": old, "new": list(new)} for old, new in matched.split],
        "merged": [{"old": list(old), "new": new} for old, new in matched.merged],
    }


def _called(segment: int, names: Mapping[int, str]) -> str:
    return f"{segment} · {names[segment]}" if segment in names else str(segment)


def _all(segments: Sequence[int], names: Mapping[int, str]) -> str:
    *most, last = [_called(s, names) for s in segments]
    return f"{', '.join(most)} and {last}" if most else last
