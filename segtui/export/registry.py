"""Every export target by its name: a file in segtui/export/targets is all that it takes to add one."""

from __future__ import annotations

from functools import cache

from segtui.declare import instances
from segtui.errors import UsageError, nearest
from segtui.export.target import Target


@cache
def targets() -> dict[str, Target]:
    """The declared targets by name, in alphabetical order of their files."""
    return {target.name: target for target in instances("segtui.export.targets", Target)}


def eea_targets() -> tuple[str, ...]:
    """The names of the targets that need consent to personalised ads from people in Europe."""
    return tuple(name for name, target in targets().items() if target.needs_eea_consent)


def find_target(name: str) -> Target:
    """The target of that name; raises UsageError with the nearest one."""
    if name not in targets():
        raise UsageError(f'there is no export target "{name}"', where="--to", fix=nearest(name, targets()))
    return targets()[name]
