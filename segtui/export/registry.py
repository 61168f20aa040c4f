"""Every export target by its name: a file in segtui/export/targets is all that it takes to add one."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from segtui.errors import UsageError, nearest
from segtui.export.target import Target


@cache
def targets() -> dict[str, Target]:
    """The declared targets by name, in alphabetical order of their files."""
    root = importlib.import_module("segtui.export.targets")
    modules = sorted(info.name for info in pkgutil.iter_modules(root.__path__))
    found = [getattr(importlib.import_module(f"{root.__name__}.{name}"), "TARGET", None) for name in modules]
    return {target.name: target for target in found if isinstance(target, Target)}


def find_target(name: str) -> Target:
    """The target of that name; raises UsageError with the nearest one."""
    if name not in targets():
        raise UsageError(f'there is no export target "{name}"', where="--to", fix=nearest(name, targets()))
    return targets()[name]
