"""Faults of a trigger that the gate finds, called by the trigger's own keys."""

from __future__ import annotations

from dataclasses import replace

from segtui.errors import PlanError
from segtui.pipeline.exports.export_run import under_key

_KEYS = {"attributes": "columns"}
"""The gate's keys that a trigger calls otherwise; see `TriggerOrder`."""


def under_trigger(error: PlanError, number: int) -> PlanError:
    """The error with its keys under those of the plan's trigger of this number (from 1), such as `trigger[1].when`."""
    faults = [replace(fault, key=_KEYS.get(fault.key, fault.key)) for fault in error.faults]
    return under_key(PlanError(faults, plan=error.plan), f"trigger[{number}]")
