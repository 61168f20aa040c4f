"""The observers that a plan and the environment ask for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from segtui.pipeline.observers.observer import Observer
from segtui.pipeline.observers.open_lineage.event_file import EventFile
from segtui.pipeline.observers.open_lineage.event_server import URL, EventServer
from segtui.pipeline.observers.open_lineage.events import NAMESPACE, Deliver, LineageEvents
from segtui.pipeline.observers.prometheus.text_file import MetricsFile
from segtui.plan.observe import Observe
from segtui.publishing.paths import expand_home

_DISABLED, _NAMESPACE, _PARENT = "OPENLINEAGE_DISABLED", "OPENLINEAGE_NAMESPACE", "OPENLINEAGE_PARENT_ID"


def observers_of(observe: Observe | None, folder: Path, environment: Mapping[str, str] = os.environ) -> list[Observer]:
    """Each of them, for paths that lead from the plan's folder."""
    observe = observe or Observe()
    found: list[Observer] = []
    if observe.prometheus:
        found.append(MetricsFile((folder / expand_home(observe.prometheus)).absolute()))
    is_off = environment.get(_DISABLED, "").strip().lower() in ("1", "true")
    if (place := observe.openlineage or environment.get(URL, "")) and not is_off:
        namespace = environment.get(_NAMESPACE, "") or NAMESPACE
        found.append(LineageEvents(_deliver(place, folder, environment), namespace, environment.get(_PARENT, "")))
    return found


def _deliver(place: str, folder: Path, environment: Mapping[str, str]) -> Deliver:
    if "://" in place:
        return EventServer(place, environment).send
    return EventFile((folder / expand_home(place)).absolute()).add
