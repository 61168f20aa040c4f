"""Classes are put together from parts: a base class has several subclasses, or is one of a registry."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter

import segtui
import widgets

REGISTRIES = {
    "segtui.features.row_maker.RowMaker",
    "segtui.features.table_maker.TableMaker",
    "segtui.pipeline.follow.sink.Sink",
}
"""Bases of things that are declared in a folder, of which there may be one so far."""

COMPLETE = {
    "segtui.console.terminal.Terminal",
    "segtui.errors.ResourceError",
    "segtui.errors.UnreachableError",
    "segtui.errors.UsageError",
    "segtui.pipeline.preparing.table_reader.TableReader",
    "segtui.pipeline.scoring.row_source.RowSource",  # what scoring needs; CountedRows counts besides
    "segtui.pipeline.workflow.Workflow",  # in memory; PartsWorkflow is the same over parts
    "segtui.plan.model.AnySearch",
    "segtui.prediction.predict.AnyPredict",
    "segtui.profiling.column_values.ColumnValues",  # all values; CountedColumn is a sample with the counts of all
    "widgets.plain.static.Static",  # every text on a screen; FirstRowsTable is a kind that draws itself
    "widgets.plain.table.PlainTable",  # every table that is printed; TextGrid is a kind that spreads its columns
}
"""Classes with a meaning of their own, most of them used as they are, of which one other class is a kind."""


def own_classes() -> set[type]:
    """Every class of the two packages, by importing all of their modules."""
    found: set[type] = set()
    for package in (segtui, widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                known = vars(importlib.import_module(module.name)).values()
                found |= {c for c in known if inspect.isclass(c) and c.__module__ == module.name}
    return found


def test_no_base_class_has_one_subclass():
    classes = own_classes()
    subclasses = Counter(base for cls in classes for base in cls.__bases__ if base in classes)
    single = {f"{base.__module__}.{base.__qualname__}" for base, count in subclasses.items() if count == 1}
    assert single <= REGISTRIES | COMPLETE
