"""What has changed since a run, as far as its manifest lets it be known: data, versions, the machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segtui.clustering.shared_structures import processors
from segtui.pipeline.artifacts.manifest import versions


def since(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Sentences on what differs between the manifest of a run and that of the same plan run now."""
    changes = [*_inputs(before.get("inputs", {}), after.get("inputs", {})), *_versions(before.get("versions", {}))]
    threads = before.get("threads")
    if threads is not None and threads != processors():
        changes.append(f"the run used {threads} threads and this machine has {processors()}")
    return changes


def _inputs(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What became of each file that was read; the way to it may be another now, its name and turn are the same."""
    if len(before) == len(after):
        pairs = zip(before.items(), after.items(), strict=True)
        return [f"{_name(path)} has changed" for (path, was), (_, now) in pairs if was != now]
    now = {_name(path): digest for path, digest in after.items()}
    then = {_name(path): digest for path, digest in before.items()}
    gone = [f"{name} is no longer read" for name in then if name not in now]
    new = [f"{name} is read now and was not before" for name in now if name not in then]
    return [*gone, *new, *(f"{name} has changed" for name in now if name in then and now[name] != then[name])]


def _name(path: str) -> str:
    return "standard input" if path == "-" else Path(path).name


def _versions(before: Mapping[str, str]) -> list[str]:
    now = versions()
    return [
        f"{name} was {was} and is {now.get(name, 'absent')}" for name, was in before.items() if now.get(name) != was
    ]
