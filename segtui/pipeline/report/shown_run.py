"""A finished run as `segtui show` has it: from what its report says, and of runs that keep nothing of it from
run.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from segtui.data.formula_guard import unguarded
from segtui.errors import UsageError, did_you_mean
from segtui.language.figures import brief_percent, number
from segtui.language.sentences import say
from segtui.language.translation import _, plural
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.opening import headline_of, opening
from segtui.pipeline.report.overview import overview
from segtui.pipeline.report.report import source_name
from segtui.pipeline.report.segment_facts import NOISE, Fact, average, differences, segment_facts, too_few
from segtui.pipeline.report.small_groups import FEWEST
from segtui.segments.measures import Kind
from segtui.segments.naming.cards import Card


@dataclass(frozen=True)
class ShownSegment:
    """A segment, or noise (-1).

    `cells` stand beside its name in the overview. `facts` are its size, outcomes and value, `differences` the features
    that set it apart, `remarks` what is said instead of them or beside them, each a sentence.
    """

    segment: int
    name: str
    rows: int
    cells: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    differences: tuple[tuple[str, str, str, str], ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownRun:
    """A run: a headline, sentences, and a segment each; none where the run chose none.

    `head` is what stands over the segments' cells. `comparison` has the columns of comparison.csv and is None where
    the run has no such file; `features` are those of it that were clustered, `kinds` say how figures are written.
    """

    headline: str
    sentences: tuple[str, ...]
    head: tuple[str, ...] = ()
    segments: tuple[ShownSegment, ...] = ()
    comparison: pl.DataFrame | None = None
    features: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)


def find_segment(segments: Mapping[int, str], named: str) -> int:
    """The number of the segment with this number or name, in any case; raises UsageError with the nearest."""
    by_name = {name.casefold(): number for number, name in segments.items()}
    by_name |= {str(number): number for number in segments}
    wanted = named.strip().casefold()
    if wanted in by_name:
        return by_name[wanted]
    known = ", ".join(f"{number} ({name})" if number >= 0 else name for number, name in segments.items())
    fix = did_you_mean(named, segments.values()) or say("the segments are: {known}", known=known)
    raise UsageError(say('there is no segment "{named}"', named=named), where="SEGMENT", fix=fix)


def shown_run(run: RunFiles, facts: ReportFacts | None) -> ShownRun:
    """What a person looks at first; `facts` are None for a run that keeps none."""
    return _kept(facts) if facts is not None else _of_manifest(run)


def _kept(facts: ReportFacts) -> ShownRun:
    prepared, concluded = facts.prepared, facts.concluded
    headline, sentences = headline_of(source_name(prepared), concluded), tuple(opening(prepared, concluded))
    segmented = concluded.segmented
    if segmented is None:
        return ShownRun(headline, sentences)
    found, notes = overview(prepared, segmented), facts.plan.segments.notes or {}
    segments = []
    for card, cells in found.rows:
        rows = tuple(differences(card, segmented.kinds, facts.rows.rare))
        remarks = tuple(_remarks(card, notes.get(card.segment, ""), bool(rows)))
        known = card.segment >= 0 and card.rows >= FEWEST
        said = tuple(segment_facts(card, segmented))
        segments.append(ShownSegment(card.segment, card.name, card.rows, cells, said, rows if known else (), remarks))
    comparison = segmented.comparison.filter(~pl.col("feature").is_in(sorted(facts.rows.rare)))
    columns = [name for c in prepared.matrix.columns for name in (c.source, c.name)]
    return ShownRun(
        headline,
        sentences,
        found.head,
        tuple(segments),
        comparison,
        _clustered(columns, comparison),
        segmented.kinds,
    )


def _remarks(card: Card, note: str, differs: bool) -> Iterator[str]:
    if note:
        yield _("Note: {note}").format(note=note)
    if card.rows < FEWEST:
        yield too_few()
    elif card.segment < 0:
        yield _(NOISE)
    elif not differs:
        yield average(card)
    if by := card.found_by():
        yield "".join(by)


def _of_manifest(run: RunFiles) -> ShownRun:
    """Sizes and names, and of a run of an earlier version what sets its segments apart."""
    names = " and ".join(dict.fromkeys(Path(path).name for path in run.manifest["inputs"]))
    why = _("This is a version: it has new rows in the segments of its run, whose report describes them.")
    if "refreshed" not in run.manifest:
        why = _("An earlier version of segtui made this run: it keeps less of its report than later ones.")
    if not run.has_segments:
        closest = run.manifest.get("closest")
        none = _("No candidate met the plan's conditions, so there are no segments.")
        nearest = [_("Closest: {candidate}.").format(candidate=closest)] if closest else []
        return ShownRun(_("No segments of {source}").format(source=names), (none, *nearest, why))
    with foreign(damaged(run.path / "run.json")):
        segments = tuple(map(_listed, run.manifest["segments"]))
    count = sum(each.segment >= 0 for each in segments)
    headline = plural("{count} segment of {source}", "{count} segments of {source}", count)
    comparison = read_comparison(run)
    columns = [name for c in run.model["columns"] for name in (c["source"], c["name"])]
    features = () if comparison is None else _clustered(columns, comparison)
    kinds: dict[str, Kind] = {name: "share" for name in features if "=" in name}
    head = (_("customers"), _("share"))
    return ShownRun(headline.format(count=count, source=names), (why,), head, segments, comparison, features, kinds)


def _listed(each: Mapping[str, object]) -> ShownSegment:
    rows, share = int(str(each["rows"])), float(str(each["share"]))
    traits = each["traits"]
    remarks = tuple(map(str, traits)) if isinstance(traits, list) and rows >= FEWEST else ()
    cells = (number(rows), brief_percent(share))
    return ShownSegment(int(str(each["segment"])), str(each["name"]), rows, cells, remarks=remarks)


def read_comparison(run: RunFiles) -> pl.DataFrame | None:
    """comparison.csv as a frame, guards against formulas undone; None where the run has none, DataError if damaged."""
    place = run.path / "comparison.csv"
    if not place.is_file():
        return None
    with foreign(damaged(place)):
        frame = pl.read_csv(place, infer_schema_length=None, schema_overrides={"feature": pl.String}, glob=False)
        figures = ("mean", "overall_mean", "effect_size")
        names = pl.Series("feature", [unguarded(name) for name in frame["feature"]], dtype=pl.String)
        return frame.with_columns(names, cols(figures).cast(pl.Float64), pl.col("segment").cast(pl.Int64))


def _clustered(columns: list[str], comparison: pl.DataFrame) -> tuple[str, ...]:
    known = set(comparison["feature"])
    return tuple(name for name in dict.fromkeys(columns) if name in known)
