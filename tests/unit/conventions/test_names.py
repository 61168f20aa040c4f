"""Names tell things apart: public classes from one another, and modules by their path alone."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import segtui
from tests.unit.conventions.test_composition import own_classes


def modules(*rooms: str) -> dict[str, list[str]]:
    """The modules below some folders, by their own names."""
    root = Path(segtui.__file__).parent.parent
    found: dict[str, list[str]] = defaultdict(list)
    for room in rooms:
        for file in (root / room).rglob("*.py"):
            if not file.stem.startswith("__"):
                found[file.stem].append(str(file.relative_to(root)))
    return found


def test_no_two_public_classes_share_a_name():
    by_name = defaultdict(set)
    for cls in own_classes():
        if not cls.__name__.startswith("_") and "." not in cls.__qualname__:
            by_name[cls.__name__].add(f"{cls.__module__}.{cls.__name__}")
    shared = {name: sorted(found) for name, found in by_name.items() if len(found) > 1}
    assert not shared


def test_the_path_of_a_module_on_the_screen_tells_what_it_holds():
    common = {name: found for name, found in modules("segtui/workbench", "widgets").items() if len(found) > 2}
    assert set(common) == {"pane"}, common
