"""Platforms as their documentation has them, on the loopback: keys, limits, faults, and who has unsubscribed.

Each is one file with one class, found by `fakes()`. What a platform would take but a careful sender must not do, such
as subscribing somebody again, is a complaint: tests end with `fake.complaints == []`.
"""

from __future__ import annotations

import importlib
import pkgutil

from tests.fake_platforms.server import FakePlatform


def fakes() -> dict[str, type[FakePlatform]]:
    """The fakes by the name of the platform that they stand for."""
    modules = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    return {each.name: each for each in found if issubclass(each, FakePlatform) and each.name}
