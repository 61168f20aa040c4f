"""What a run learned for later rows, in its model/ folder: written at the end of a run, and read back.

`learned.json` has how the source's columns were read, the cleaning steps with their statistics, the bins of scores and
the values of text columns; `fit.parquet` what the algorithm's rule keeps of each clustered row, with its id;
`fit-segments.parquet` what it keeps of each segment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.clean import from_plain, learn, to_plain
from segtui.cleaning.step import Step
from segtui.clustering.algorithm import Candidate
from segtui.clustering.assigner import Fit, Rule, RuleState
from segtui.clustering.registry import assigner_of, find_algorithm
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.data.types.column_format import ColumnFormat, column_formats
from segtui.errors import DataError
from segtui.features.scaled_matrix.components import Components
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts.run_json import damaged, read_object
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.predicting.kept_predictions import KeptPrediction, read_predictions
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.pipeline.segmenting.fitted_rule import fitted_rule
from segtui.plan.model import Plan, RuleTable
from segtui.publishing.parquet import write_parquet
from segtui.segments.naming.name_segments import NOISE

_FACTS, _ROWS, _SEGMENTS = "learned.json", "fit.parquet", "fit-segments.parquet"


@dataclass(frozen=True)
class Learned:
    """What later rows are read, cleaned, derived and scaled with.

    `id` is the id column as the source has it, `made_id` whether it counts the rows; `forms` how each column of the
    source was read. `steps` are numbered as the plan's [[clean]] from 1. `derived` is what each [[derive]] learned,
    `derive_forms` how the columns of its table were read, `categories` the values of each text column that is
    clustered. `columns` are those of the matrix, `components` what they are made of, if they are. `names` has -1 too.
    """

    id: str
    made_id: bool
    forms: tuple[ColumnFormat, ...]
    steps: tuple[tuple[int, Step], ...]
    derived: tuple[dict[str, Any], ...]
    derive_forms: tuple[tuple[ColumnFormat, ...], ...]
    categories: dict[str, tuple[str, ...]]
    columns: tuple[Scaling, ...]
    components: Components | None
    names: dict[int, str]

    @property
    def used(self) -> tuple[Scaling, ...]:
        """How the columns of the data are made numbers: the matrix's, or those that its components are made of."""
        return self.components.columns if self.components else self.columns


def write_learned(
    place: Path,
    plan: Plan,
    prepared: PreparedRun,
    candidate: Candidate,
    segmented: Segmented,
    steps: Sequence[tuple[int, Step]] | None = None,
) -> None:
    """Write what the run learned into its model/ folder, `place`; `steps` are the fitted ones where they are known."""
    table = prepared.tables[0]
    frame, id = (table.frame, table.id) if plan.source else (prepared.derived[0].frame, prepared.derived[0].id)
    forms = {number: column_formats(read.reading) for (number, _), read in prepared.derive_tables(plan)}
    matrix = prepared.matrix
    texts = list(dict.fromkeys(c.source for c in matrix.used if c.category is not None))
    known = prepared.frame[matrix.kept][texts]
    facts = {
        "id": id,
        "made_id": bool(plan.source and table.made_id()),
        "source": [vars(form) for form in column_formats(table.reading)] if plan.source else [],
        "clean": to_plain(learn(frame, plan.steps(), id=id) if steps is None else steps),
        "derive": [
            {"learned": made.learned, "columns": [vars(form) for form in forms.get(number, ())]}
            for number, made in enumerate(prepared.derived, 1)
        ],
        "categories": {c: known[c].cast(pl.String).unique().sort().to_list() for c in texts},
        "noise": segmented.names.get(-1, NOISE),
    }
    (place / _FACTS).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    found = fitted_rule(plan, matrix, candidate, segmented.labels, segmented.mapping)
    if found:
        rows = pl.DataFrame([matrix.ids.alias("id"), *(pl.Series(n, v) for n, v in found.kept.rows.items())])
        write_parquet(rows, place / _ROWS, statistics=False)
        segments = [pl.Series("segment", found.numbers), pl.Series("cluster", found.clusters)]
        segments += [pl.Series(n, v) for n, v in found.kept.segments.items()]
        write_parquet(pl.DataFrame(segments), place / _SEGMENTS, statistics=False)


def read_learned(run: RunFiles) -> Learned:
    """What a finished run learned; raises DataError where its folder does not say."""
    model, place = run.model, run.path / "model" / _FACTS
    facts = read_object(place)
    with foreign(damaged(place)):
        learned = Learned(
            id=facts["id"],
            made_id=facts["made_id"],
            forms=_forms(facts["source"]),
            steps=tuple(from_plain(facts["clean"])),
            derived=tuple(dict(each["learned"] if "learned" in each else each["edges"]) for each in facts["derive"]),
            derive_forms=tuple(_forms(each.get("columns", [])) for each in facts["derive"]),
            categories={column: tuple(values) for column, values in facts["categories"].items()},
            columns=tuple(Scaling(**each) for each in model["columns"]),
            components=Components.of_facts(model["components"]) if "components" in model else None,
            names=run.names | {-1: facts["noise"]},
        )
        _refuse_unlike(learned, run)
    return learned


def damaged_facts(run: RunFiles) -> Callable[[str], DataError]:
    """The error where what a run learned can't be used, from the reason."""
    return damaged(run.path / "model" / _FACTS)


def _refuse_unlike(learned: Learned, run: RunFiles) -> None:
    """What types alone don't say: raises ValueError where the parts don't fit the run or each other."""
    texts = [learned.id, *learned.names.values(), *(f.name for f in learned.forms), *(f.kind for f in learned.forms)]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a name in it is not text")
    if len(learned.derived) != len(run.plan.derive):
        raise ValueError("it belongs to a plan with different [[derive]] tables")
    if run.plan.source and not learned.made_id and learned.id not in [form.name for form in learned.forms]:
        raise ValueError(f'it lacks the id column "{learned.id}"')


def _forms(known: list[dict[str, Any]]) -> tuple[ColumnFormat, ...]:
    return tuple(ColumnFormat(**{**each, "formats": tuple(each["formats"])}) for each in known)


@dataclass(frozen=True)
class Segmenter:
    """The rule of a run: `rule` gives places in `numbers`, `centroids` (s, d) are in their order; `how` is said.

    `gower` (p) are the factors of the encoded columns where the rule reads rows by Gower's distance, `table` the rules
    where it reads which of them a row matches, `predicted` the prediction of whose bands it reads that of a row.
    """

    rule: Rule
    numbers: NDArray[np.int32]
    centroids: NDArray[np.float64]
    how: str
    gower: NDArray[np.float64] | None = None
    table: RuleTable | None = None
    predicted: KeptPrediction | None = None


def segmenter(run: RunFiles) -> Segmenter:
    """The rule by which rows come into a run's segments; raises UsageError where there is none for its algorithm,
    DataError where a file is damaged."""
    model = run.model
    assigner = assigner_of(str(model["algorithm"]))
    rows, features = run.rows(), [c["name"] for c in model["columns"]]
    centroids = run.centroids().sort(cols([model["segment_column"]]))[features].to_numpy()
    place = run.path / "model" / _ROWS
    with foreign(damaged(place)):
        per_row = pl.read_parquet(place, glob=False).drop("id")
        if per_row.height != rows.height:
            raise ValueError("its rows differ from those of rows.parquet")
    with foreign(damaged(run.path / "model" / _SEGMENTS)):
        per_segment = pl.read_parquet(run.path / "model" / _SEGMENTS, glob=False)
        numbers = per_segment["segment"].to_numpy().astype(np.int32)
        clusters = per_segment["cluster"].to_numpy()
        if len(numbers) != len(centroids):
            raise ValueError("its segments differ from those of centroids.parquet")
        values = np.ascontiguousarray(rows[features].to_numpy())
        kept = RuleState(_arrays(per_row), _arrays(per_segment.drop("segment", "cluster")))
        labels = _positions(rows[model["segment_column"]].to_numpy(), numbers)
        fit = Fit(values, labels, centroids, clusters, model["parameters"], kept)
        by = (_gower(run), rules_of(run), predicted_by(run))
        return Segmenter(assigner.rule(fit), numbers, centroids, assigner.method, *by)


def rules_of(run: RunFiles) -> RuleTable | None:
    """The plan's rules if the run's segments are by them."""
    return run.plan.search.rules if run.plan.search and run.model["algorithm"] == RuleTable.name else None


def predicted_by(run: RunFiles) -> KeptPrediction | None:
    """The prediction by whose bands the run's segments are."""
    if run.model["algorithm"] != PredictedBands.name:
        return None
    by = run.model["parameters"]["by"]
    return next(one for one in read_predictions(run) if one.name == by)


def _gower(run: RunFiles) -> NDArray[np.float64] | None:
    factors = run.model.get("gower")
    return None if factors is None else np.array(factors, dtype=np.float64)


def fitted_of(run: RunFiles, algorithm: str) -> dict[str, NDArray[np.float64]] | None:
    """What the chosen candidate was fitted with, by cluster, where its algorithm knows memberships from it; else None.

    Raises DataError where the file is damaged.
    """
    declared = find_algorithm(algorithm)
    assigner = declared.assigner if declared else None
    if assigner is None or not (assigner.memberships or assigner.labels):
        return None
    place = run.path / "model" / _SEGMENTS
    with foreign(damaged(place)):
        by_cluster = pl.read_parquet(place, glob=False).sort("cluster")
        if by_cluster["cluster"].to_list() != list(range(by_cluster.height)):
            return None  # people of a whole segment were forgotten, or it was all noise
        return _arrays(by_cluster.drop("segment", "cluster"))


def _positions(labels: NDArray[Any], numbers: NDArray[Any]) -> NDArray[np.int32]:
    """Segment numbers as places in the rising `numbers`; -1 stays."""
    places = np.searchsorted(numbers, labels)
    return np.where(labels == -1, -1, places).astype(np.int32)


def _arrays(frame: pl.DataFrame) -> dict[str, NDArray[Any]]:
    return {column.name: np.ascontiguousarray(column.to_numpy()) for column in frame}
