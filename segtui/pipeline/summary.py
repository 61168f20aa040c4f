"""A finished run in a few facts: for `--json`, for run.json, and for people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from segtui.data.raw.row_repairs import facts as damage
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.prediction.by_segment import SegmentForecast
from segtui.prediction.found import FoundPrediction
from segtui.segments.choosing.choose import spoken
from segtui.segments.choosing.structure import Structure


def facts(prepared: PreparedRun, searched: SearchResult, concluded: Concluded) -> dict[str, Any]:
    """Rows in and out of each stage, the damaged rows of the first table, the choice, the segments and the warnings."""
    reading = prepared.tables[0].reading
    return {
        "rows": rows(prepared, searched),
        "damaged": damage(reading.repairs, reading.skips),
        "candidates": {
            "searched": len(searched.scored),
            "distinct": sum(s.duplicate_of is None for s in searched.scored),
            "accepted": sum(not r.rejected for r in concluded.choice.ranked),
        },
        "chosen": _chosen(concluded),
        "structure": _structure(concluded.structure),
        "stability": _stability(concluded),
        "certainty": concluded.certainty.facts() if concluded.segmented else None,
        "how_many": asdict(concluded.how_many) if concluded.how_many else None,
        "closest": concluded.choice.closest or None,
        "segments": _segments(concluded),
        **_predictions(prepared, concluded),
        **_lineage(concluded),
        "warnings": [*prepared.notes, *searched.notes, *(concluded.segmented.notes if concluded.segmented else ())],
    }


def rows(prepared: PreparedRun, searched: SearchResult) -> dict[str, int]:
    """How many rows each stage left; `sampled` is there where the algorithms saw only this many of those clustered."""
    reading = prepared.tables[0].reading
    clustered = prepared.matrix.values.shape[0]
    return {
        "read": reading.rows_read,
        "skipped": reading.rows_skipped,
        "repaired": reading.rows_repaired,
        "after_cleaning": prepared.frame.height,
        "left_out": prepared.matrix.rows_left_out,
        "clustered": clustered,
        **({"sampled": searched.rows} if searched.rows < clustered else {}),
    }


def _chosen(concluded: Concluded) -> dict[str, Any] | None:
    ranked = concluded.choice.chosen
    if ranked is None:
        return None
    candidate, scores = ranked.scored.candidate, ranked.scored.scores
    return {
        "algorithm": candidate.algorithm,
        "parameters": candidate.parameters,
        "score": ranked.score,
        **vars(scores),
        "consensus": {**vars(ranked.scored.consensus)} if ranked.scored.consensus else None,
        "notes": ranked.scored.notes,
        "silhouette_half_width": scores.silhouette_margin,
        "equal": [spoken(r.scored.candidate) for r in concluded.equal],
    }


def _predictions(prepared: PreparedRun, concluded: Concluded) -> dict[str, Any]:
    """What the plan's predictions found; nothing without one."""
    said = [_prediction(one, concluded) for one in prepared.predictions]
    return {"predictions": said} if said else {}


def _prediction(found: FoundPrediction, concluded: Concluded) -> dict[str, Any]:
    """How good a prediction is on the rows of the test, with intervals of 95 %, and what it says of the run's rows."""
    forecasts = concluded.segmented.forecasts if concluded.segmented else ()
    figures = ("roc_auc", "average_precision", "brier", "mean_probability", "rate", "gap")
    return {
        "name": found.name,
        "model": found.learner,
        "test": {
            "rows": found.all.rows,
            "positives": found.all.positives,
            "threshold": found.all.threshold,
            **{name: asdict(getattr(found.all, name)) for name in figures},
        },
        "not_beaten": [each.name for each in found.unbeaten],
        "leaks": [each.column for each in found.leaks],
        "rows": found.scored,
        "mean": found.mean if found.scored else None,
        "segments": [_forecast(one) for one in forecasts if one.prediction == found.name],
    }


def _forecast(one: SegmentForecast) -> dict[str, Any]:
    """What a prediction says of a segment, with what contacting it is expected to bring where the plan has money."""
    said: dict[str, Any] = {"segment": one.segment, "rows": one.rows, "mean": one.mean}
    if one.contact:
        said |= {"profit": one.contact.all, "pays": one.contact.pays, "contacts_that_pay": one.contact.contacted}
    return said


def _structure(found: Structure | None) -> dict[str, Any] | None:
    """Whether the segments are groups that are there, and the figures that say so."""
    return asdict(found) if found else None


def _stability(concluded: Concluded) -> dict[str, Any] | None:
    """How far the chosen segments are found again, -1 for noise, and in how many resamples of those asked for."""
    found = concluded.stability
    if found is None:
        return None
    segments = [{**vars(each), "badge": each.badge} for each in found.segments]
    return {**vars(found), "asked": concluded.assessment.asked, "segments": segments}


def _lineage(concluded: Concluded) -> dict[str, Any]:
    """What became of the previous run's segments, where the plan names one."""
    lineage = concluded.segmented.lineage if concluded.segmented else None
    return {"lineage": lineage.facts()} if lineage else {}


def _segments(concluded: Concluded) -> list[dict[str, Any]]:
    if concluded.segmented is None:
        return []
    return [
        {"segment": c.segment, "name": c.name, "rows": c.rows, "share": c.share, "traits": [str(t) for t in c.traits]}
        for c in concluded.segmented.cards
    ]
