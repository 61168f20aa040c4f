"""Predicts whom a campaign moves, from the people of a readout and what their run knows of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.readout import Readout
from segtui.prediction.learner import Floats
from segtui.prediction.models.boosting import Boosting
from segtui.prediction.models.logistic import Logistic
from segtui.prediction.money import ContactMoney
from segtui.prediction.uplift.by_group import uplift_by_group, uplift_deciles
from segtui.prediction.uplift.cross_fitted import FittedUplift, cross_fit
from segtui.prediction.uplift.experiment import Experiment

_SEGMENT = "\0segment"


@dataclass(frozen=True)
class UpliftReadout:
    """Whom a campaign moves.

    `deciles` and `segments` are tables as of `uplift_by_group`; `contacted` is one of those for whom a contact pays (1)
    and the others (0), where it is known what it costs. `people` has id, segment, segment_name, control, outcome,
    uplift and decile. `above_zero` says that the outcome is a number above 0; `sampled` that only those of all people
    were used whose features a run in parts keeps.
    """

    outcome: str
    above_zero: bool
    sampled: int | None
    fitted: FittedUplift
    deciles: pl.DataFrame
    segments: pl.DataFrame
    people: pl.DataFrame
    money: ContactMoney | None
    contacted: pl.DataFrame | None

    def facts(self) -> dict[str, Any]:
        """It in JSON types, without the people."""
        fitted = self.fitted
        return {
            "outcome": self.outcome,
            "above_zero": self.above_zero,
            **asdict(fitted.scores),
            "power": asdict(fitted.power),
            "methods": [asdict(tried) for tried in fitted.tried],
            "deciles": self.deciles.rename({"group": "decile"}).to_dicts(),
            "segments": self.segments.rename({"group": "segment"}).to_dicts(),
            "money": None
            if self.money is None or self.contacted is None
            else {
                **asdict(self.money),
                "threshold": self.money.threshold,
                "contacted": self.contacted.rename({"group": "pays"}).to_dicts(),
            },
        }


def only_outcome(readout: Readout) -> str:
    """The outcome of a readout; raises UsageError where there are several."""
    first, *others = readout.outcomes.kinds
    if others:
        fix = say("choose one with --outcome: {value}", value=", ".join([first, *others]))
        raise UsageError(say("uplift is predicted for one outcome"), where="--uplift", fix=fix)
    return first


def uplift_readout(
    run: RunFiles, readout: Readout, money: ContactMoney | None = None, *, drop_missing: bool = False
) -> UpliftReadout:
    """Learn from treated and control what contact changes, by the columns that were clustered and the segment.

    Everyone is predicted by models that did not learn from them. Boosting is smaller than for an outcome, which takes
    a fifth of the time: every fold learns it for each method.

    Raises UsageError where there are several outcomes, DataError where the experiment is too small.
    """
    outcome = only_outcome(readout)
    people = _people(readout, outcome, drop_missing)
    experiment, people = _experiment(run, people)
    learners = Logistic(), Boosting(trees=60, leaves=6, least_rows=50)
    fitted = cross_fit(experiment, learners, run.plan.seed, "--uplift")
    predicted = fitted.predicted
    decile = uplift_deciles(predicted, experiment.ids)
    told = people.with_columns(uplift=pl.Series(predicted), decile=pl.Series(decile))
    return UpliftReadout(
        outcome,
        readout.outcomes.kinds[outcome] == "mean",
        len(people) if run.is_in_parts else None,
        fitted,
        uplift_by_group(predicted, experiment, decile),
        uplift_by_group(predicted, experiment, experiment.strata).sort("group"),
        told.sort("uplift", "id", descending=[True, False]),
        money,
        None if money is None else _contacted(predicted, experiment, money),
    )


def _contacted(predicted: Floats, experiment: Experiment, money: ContactMoney) -> pl.DataFrame:
    return uplift_by_group(predicted, experiment, (predicted > money.threshold).astype(np.int64))


def _people(readout: Readout, outcome: str, drop_missing: bool) -> pl.DataFrame:
    """The people of the comparison with their outcome, yes or no; without a row it is no, or they are left out."""
    theirs = readout.outcomes.people.select("id", (col(outcome) > 0).alias("outcome"))
    people = readout.people.join(theirs, on="id", how="left", maintain_order="left")
    return people.drop_nulls("outcome") if drop_missing else people.with_columns(pl.col("outcome").fill_null(False))


def _experiment(run: RunFiles, people: pl.DataFrame) -> tuple[Experiment, pl.DataFrame]:
    """The experiment of those whose features the run keeps, and they themselves in its order."""
    rows = run.rows()
    id, segment = rows.columns[:2]
    features = rows.drop(cols([id, segment])).with_columns(rows[id].cast(pl.String).alias("\0id"))
    known = people.join(features, left_on="id", right_on="\0id", how="inner", maintain_order="left")
    frame = known.select(
        *(col(name) for name in features.columns if name != "\0id"), pl.col("segment_name").alias(_SEGMENT)
    )
    told = known.select(people.columns)
    return Experiment(
        frame,
        told["id"],
        ~told["control"].to_numpy(),
        told["outcome"].to_numpy(),
        told["segment"].to_numpy().astype(np.int64),
    ), told
