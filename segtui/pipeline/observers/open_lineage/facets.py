"""The facets of OpenLineage events: what is known of a run, a job and datasets, in the shapes of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segtui import __version__
from segtui.pipeline.observers.observer import Dataset, Origin

PRODUCER = f"urn:segtui:{__version__}"
SPECIFICATION = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_VERSIONS = {
    "ColumnLineageDatasetFacet": "1-2-0",
    "DataQualityMetricsInputDatasetFacet": "1-0-3",
    "ErrorMessageRunFacet": "1-0-1",
    "JobTypeJobFacet": "2-0-4",
    "OutputStatisticsOutputDatasetFacet": "1-0-2",
    "ParentRunFacet": "1-2-0",
    "ProcessingEngineRunFacet": "1-1-1",
    "SchemaDatasetFacet": "1-2-0",
}


def facet(kind: str, /, **facts: Any) -> dict[str, Any]:
    """A facet of that kind, with what every facet says of itself."""
    schema = f"https://openlineage.io/spec/facets/{_VERSIONS[kind]}/{kind}.json#/$defs/{kind}"
    return {"_producer": PRODUCER, "_schemaURL": schema, **facts}


def engine_facet() -> dict[str, Any]:
    """Who did the work."""
    return facet("ProcessingEngineRunFacet", version=__version__, name="segtui")


def error_facet(kind: str, exit_code: int) -> dict[str, Any]:
    """Why it went wrong, in no words that could hold anything of the data: the kind of error and the exit code."""
    return facet("ErrorMessageRunFacet", message=f"{kind} (exit {exit_code})", programmingLanguage="PYTHON")


def parent_facet(told: str) -> dict[str, Any] | None:
    """The run that this one belongs to, as `namespace/job/run id`; None where that is not what was told."""
    rest, _, run = told.rpartition("/")
    namespace, _, job = rest.rpartition("/")
    if not (run and job and namespace):
        return None
    return facet("ParentRunFacet", run={"runId": run}, job={"namespace": namespace, "name": job})


def job_facets(command: str) -> dict[str, Any]:
    """What kind of work a command is."""
    kind = "STREAMING" if command == "follow" else "BATCH"
    return {
        "jobType": facet("JobTypeJobFacet", processingType=kind, integration="SEGTUI", jobType=command.upper()),
    }


def input_dataset(data: Dataset) -> dict[str, Any]:
    """A dataset that was read: its columns, its rows, and how many cells of each column are empty."""
    found = _named(data)
    if data.rows is not None:
        metrics = {name: _counts(*counts) for name, counts in data.counts.items()}
        quality = facet("DataQualityMetricsInputDatasetFacet", rowCount=data.rows, columnMetrics=metrics)
        found["inputFacets"] = {"dataQualityMetrics": quality}
    return found


def output_dataset(data: Dataset) -> dict[str, Any]:
    """A dataset that was written: its columns and what they are made of, its rows and bytes."""
    found = _named(data)
    if data.origins:
        fields = {name: {"inputFields": [_origin(one) for one in origins]} for name, origins in data.origins.items()}
        found["facets"]["columnLineage"] = facet("ColumnLineageDatasetFacet", fields=fields)
    counted = {"rowCount": data.rows, "size": data.size}
    if known := {name: value for name, value in counted.items() if value is not None}:
        found["outputFacets"] = {"outputStatistics": facet("OutputStatisticsOutputDatasetFacet", **known)}
    return found


def _named(data: Dataset) -> dict[str, Any]:
    facets = {}
    if data.columns:
        facets["schema"] = facet("SchemaDatasetFacet", fields=_fields(data.columns))
    return {"namespace": data.namespace, "name": data.name, "facets": facets}


def _fields(columns: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in columns.items()]


def _counts(empty: int, distinct: int | None) -> dict[str, int]:
    return {"nullCount": empty} | ({} if distinct is None else {"distinctCount": distinct})


def _origin(one: Origin) -> dict[str, Any]:
    how = {"type": "DIRECT", "subtype": "IDENTITY" if one.is_same else "TRANSFORMATION", "masking": False}
    return {"namespace": one.namespace, "name": one.name, "field": one.column, "transformations": [how]}
