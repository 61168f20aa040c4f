"""The pages of the guide, in the order in which one reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

THEMES = {
    "start": ("start", "commands", "workbench", "plan"),
    "data": ("data", "databases", "warehouses", "stores", "large", "streams"),
    "segments": ("cleaning", "features", "derived", "clustering", "choosing", "segments", "predict"),
    "use": (
        "exports",
        "consent",
        "control-groups",
        "write-back",
        "follow",
        "push",
        "triggers",
        "monitoring",
        "observe",
        "schedules",
    ),
    "reference": ("files", "exit-codes", "performance"),
}
"""The topics in each folder of pages."""
TOPICS = tuple(topic for topics in THEMES.values() for topic in topics)
_FOLDER = Path(__file__).parent
_MARKS = re.compile(r"<!-- \w+ -->\n+")
"""Where tests/update_guide.py puts the tables that it makes."""


@dataclass(frozen=True)
class Page:
    """A page: `text` is Markdown, its first line the heading, its first paragraph the `summary`, one sentence."""

    topic: str
    text: str

    @property
    def summary(self) -> str:
        """What the page is about, in one line."""
        return self.text.split("\n\n", 2)[1].strip().replace("\n", " ")


def page(topic: str) -> Page:
    """The page of a topic, one of TOPICS; raises KeyError for another."""
    if topic not in TOPICS:
        raise KeyError(topic)
    return Page(topic, _MARKS.sub("", path(topic).read_text(encoding="utf-8")))


def pages() -> list[Page]:
    """All pages."""
    return [page(topic) for topic in TOPICS]


def path(topic: str) -> Path:
    """The file of a topic's page."""
    theme = next(theme for theme, topics in THEMES.items() if topic in topics)
    return _FOLDER / theme / f"{topic}.md"
