"""The observer that makes an event of each turn of a command: START, RUNNING, and one of COMPLETE, FAIL and ABORT."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from segtui.pipeline.observers.observer import CommandOutcome, FailedCommand, Observer, Occasion
from segtui.pipeline.observers.open_lineage.facets import (
    PRODUCER,
    SPECIFICATION,
    engine_facet,
    error_facet,
    input_dataset,
    job_facets,
    output_dataset,
    parent_facet,
)

_AT_MOST_EVERY = 60.0
"""Seconds between two RUNNING events of a command that goes on."""
NAMESPACE = "segtui"

Deliver = Callable[[dict[str, Any]], None]


class LineageEvents(Observer):
    """Delivers the events by `deliver`; the job is called as the plan and the command, in a namespace."""

    key: ClassVar[str] = "openlineage"

    def __init__(self, deliver: Deliver, namespace: str = NAMESPACE, parent: str = "") -> None:
        self._deliver, self._namespace, self._parent = deliver, namespace, parent
        self._occasion = Occasion("", "", "")
        self._told = 0.0

    def started(self, occasion: Occasion) -> None:
        """Deliver START, with what is known to be read."""
        self._occasion = occasion
        self._send("START", at=occasion.began)

    def batch_ended(self, health: Mapping[str, Any], seconds: float) -> None:
        """Deliver RUNNING now and then."""
        if time.monotonic() - self._told >= _AT_MOST_EVERY:
            self._told = time.monotonic()
            self._send("RUNNING")

    def finished(self, outcome: CommandOutcome, seconds: float) -> None:
        """Deliver COMPLETE, with what was read and written."""
        self._send("COMPLETE", outcome)

    def failed(self, failure: FailedCommand, seconds: float) -> None:
        """Deliver ABORT for what somebody ended, FAIL for the rest."""
        error = error_facet(failure.kind, failure.exit_code)
        kind = "ABORT" if failure.is_interruption else "FAIL"
        self._send(kind, failure.done, facets={"errorMessage": error})

    def _send(
        self,
        kind: str,
        outcome: CommandOutcome | None = None,
        *,
        at: datetime | None = None,
        facets: Mapping[str, Any] | None = None,
    ) -> None:
        told = self._occasion
        outcome = outcome or CommandOutcome()
        of_run = {"processing_engine": engine_facet(), **(facets or {})}
        if parent := parent_facet(self._parent):
            of_run["parent"] = parent
        job = {"namespace": self._namespace, "name": f"{told.plan}.{told.command}", "facets": job_facets(told.command)}
        self._deliver(
            {
                "eventTime": (at or datetime.now(UTC)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "eventType": kind,
                "run": {"runId": told.id, "facets": of_run},
                "job": job,
                "inputs": [input_dataset(each) for each in outcome.inputs or told.inputs],
                "outputs": [output_dataset(each) for each in outcome.outputs],
                "producer": PRODUCER,
                "schemaURL": SPECIFICATION,
            }
        )
