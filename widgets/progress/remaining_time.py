"""The remaining time of something, and durations in short words."""

from __future__ import annotations

import math

from widgets.words import tell


def eta_seconds(share: float, elapsed: float) -> float | None:
    """Seconds left if the rest goes as fast as the `share` (0 to 1) done in `elapsed` seconds.

    None while nothing is done or no time has passed, for there is no rate yet; 0 when all is done.
    """
    if not (math.isfinite(share) and math.isfinite(elapsed)):
        return None
    if share >= 1:
        return 0.0
    if share <= 0 or elapsed <= 0:
        return None
    seconds = elapsed / share - elapsed
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def duration_text(seconds: float) -> str:
    """A duration, rounded up to what one can plan with: 9 s, 1 min 20 s, 2 h 5 min, 3 d 4 h."""
    whole = math.ceil(min(max(seconds, 0.0), 1e12))
    if whole < 60:
        return f"{whole} s"
    if whole <= 3590:
        # Tens of seconds, as an estimate knows no better and fewer changes are sent.
        minutes, rest = divmod(math.ceil(whole / 10) * 10, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    minutes = math.ceil(whole / 60)
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, rest = divmod(math.ceil(minutes / 60), 24)
    return tell("{days:,} d {hours} h", days=days, hours=rest) if rest else tell("{days:,} d", days=days)
