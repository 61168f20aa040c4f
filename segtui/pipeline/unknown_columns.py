"""The columns that a plan names and the data does not have, found before anything is computed."""

from __future__ import annotations

from segtui.cleaning.clean import check as check_steps
from segtui.errors import Fault, nearest
from segtui.features.features import check as check_features
from segtui.plan.model import Plan


def unknown_names(plan: Plan, source: list[str] | None) -> list[Fault]:
    """A fault for each such name in the steps, the features and the output; `source` are the customer table's columns.

    None stands for a plan without a source, whose customers are those of its first derive.
    """
    columns = source if source is not None else [plan.derive[0].id, *plan.derive[0].output_columns()]
    faults = check_steps(plan.clean, columns)
    for step in (s for s in plan.clean if not s.off):
        columns = step.output_columns(columns)
    everything = list(dict.fromkeys([*columns, *(c for maker in plan.derive for c in maker.output_columns())]))
    faults += check_features(plan.features, everything)
    if isinstance(plan.output.columns, tuple):
        faults += [
            Fault("output.columns", f'there is no column "{name}"', nearest(name, everything))
            for name in plan.output.columns
            if name not in everything
        ]
    return faults
