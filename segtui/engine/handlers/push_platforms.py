"""The platforms that segments can be pushed to, for the screen that offers them."""

from __future__ import annotations

from segtui.delivery.push.platform import platforms
from segtui.language.sentences import tell


def platform_list() -> list[tuple[str, str]]:
    """Each platform's name in a plan, and what a push there is."""
    return [
        (name, tell("{platform}: keep a list up by its API", platform=platform.title))
        for name, platform in platforms().items()
    ]
