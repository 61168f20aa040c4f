"""A lead score from an event log: points per event that fade, caps, and bands of the sum."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field, model_validator

from segtui.data.table import Table
from segtui.errors import Fault
from segtui.features.events.event_types import TypeCounts, count_events, count_types, frequent_types
from segtui.features.lead_score.decay import LinearDecay, kept_share
from segtui.features.lead_score.usual_points import usual_points
from segtui.features.log.durations import Duration
from segtui.features.log.log import Log, LogToDate, lone_end
from segtui.features.log.log_columns import EVENT, LogColumns
from segtui.features.log.log_maker import LogMaker
from segtui.features.maker import Derived, MakerNote
from segtui.features.recognition.event_columns import find_event_log
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.table_maker import taken_id
from segtui.language.sentences import Sentence, listing, say, say_counted, with_counts
from segtui.language.translation import to_translate
from segtui.libraries.columns import col

_ADDED = ("lead_score", "lead_band")
_BANDS = {to_translate("cold"): 30.0, to_translate("warm"): 70.0, to_translate("hot"): math.inf}

Name = Annotated[str, Field(min_length=1)]
Points = Annotated[float, Field(allow_inf_nan=False)]
Cap = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class LeadScore(LogMaker):
    """Points for what people did, fading with age and capped, and bands of their sum, from a log of events.

    Adds lead_score, lead_band.

    lead_score: the sum of the points of a customer's events. Their age is in whole days from the event to `as_of`; with
    `decay = "50% per 30d"` 10 points are 5 after 30 days and none after 60, with `half_life = "30d"` they are 5, then
    2.5. Caps hold for what is left of the points. lead_band: the first band whose upper bound lies above the score; the
    last one begins above the bound before it, so with the default bands 30 and 70 are both warm.
    """

    always_adds: ClassVar[tuple[str, ...]] = _ADDED
    segment_column: ClassVar[str | None] = "lead_band"
    rules_title: ClassVar[str] = to_translate("lead score")

    kind: Literal["lead_score"]
    """A lead score and its bands."""
    time: str
    """The column of the event's time or date."""
    event: str
    """The column of the event's name."""
    points: Annotated[dict[Name, Points], Field(min_length=1)]
    """The points of each event, such as { open = 5, unsubscribe = -10 }; other events have none."""
    decay: LinearDecay | None = None
    """How much of its initial points an event loses, such as "50% per 30d"; default: nothing."""
    half_life: Duration | None = None
    """The time in which an event's points halve, such as "30d"; instead of `decay`."""
    caps: dict[Name, Cap] = Field(default_factory=dict)
    """The most points that a customer's events of one name can gain or lose in total, such as { open = 20 }."""
    cap: Cap | None = None
    """The highest score."""
    bands: Annotated[dict[Name, float], Field(min_length=1)] | None = None
    """Names with their upper bounds, the last inf; default: { cold = 30, warm = 70, hot = inf }."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.decay is not None and self.half_life is not None:
            raise ValueError(say("set decay or half_life, not both"))
        if unknown := [name for name in self.caps if name not in self.points]:
            raise ValueError(say('caps: "{unknown}" has no points', unknown=unknown[0]))
        bounds = list((self.bands or _BANDS).values())
        if any(math.isnan(b) for b in bounds) or any(low >= high for low, high in pairwise(bounds)):
            raise ValueError(say("bands: the upper bounds must increase"))
        if bounds[-1] != math.inf:
            raise ValueError(say("bands: the upper bound of the last one must be inf, so that every score has a band"))
        return self

    @classmethod
    def proposed(cls, table: Table, owner: str | None = None) -> ProposedMaker | None:
        """For a log of events with types that usually get points, each with these."""
        found = find_event_log(table, owner)
        if found is None or found.columns.event is None:
            return None
        types = table.frame[found.columns.event].cast(pl.String).str.strip_chars()
        points = usual_points(frequent_types(count_events(types)))
        if not points:
            return None
        keys = {"id": found.columns.id, "time": found.columns.time, "event": found.columns.event}
        made = cls.model_validate({"kind": "lead_score", "path": "", **keys, "points": points, "half_life": "30d"})
        return ProposedMaker(made, found.what, row="event")

    def output_columns(self) -> tuple[str, ...]:
        """The score and its band."""
        return tuple(map(self.named, _ADDED))

    def labels(self) -> dict[str, str]:
        """What people call them."""
        return self.labelled({"lead_score": to_translate("lead score"), "lead_band": to_translate("lead band")})

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there, and times that are none."""
        found = super().faults(frame, key)
        return [*found, *taken_id(self.id, self.output_columns(), self.kind, key)]

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer with at least one event up to `as_of`, sorted by id."""
        return self._made(self.read(table))

    def types_told_apart(self) -> tuple[str, ...]:
        """Those with points."""
        return tuple(self.points)

    def of_log(self, log: Log, learned: Mapping[str, Any]) -> Derived:
        """The same of a log; nothing is learned."""
        return self._made(log)

    def _made(self, whole: Log) -> Derived:
        log = self.to_date(whole)
        bands = self.bands or _BANDS
        parts = list[pl.DataFrame]()
        types = count_types(self._scoring(log.dated(), parts))
        scored = pl.concat(parts).sort("id")
        score = scored["lead_score"].to_numpy()
        names = pl.Series(np.array(list(bands), dtype=object)[band(score, bands)].tolist(), dtype=pl.String)
        scored = scored.with_columns(lead_band=names)
        return Derived(
            frame=scored.select(col("id").alias(self.id), *(col(c).alias(self.named(c)) for c in _ADDED)),
            id=self.id,
            remarks=tuple(map(MakerNote, [*log.notes, *_aged(log), *self._told(types, scored, bands)])),
            carried_out=self.model_copy(update={"as_of": log.as_of, "bands": bands}),
        )

    def log_columns(self) -> LogColumns:
        """What the columns of the log are."""
        return LogColumns(EVENT, self.id, self.time, self.event, timezone=self.timezone)

    def _scoring(self, parts: Iterable[pl.DataFrame], scored: list[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The same parts, the customers of each put among the `scored` before."""
        for rows in parts:
            # counts are whole, so that a threaded group-by gives the same in any order
            counted = rows.group_by("id", "event", "age").agg(n=pl.len()).sort("id", "event", "age")
            scored.append(self._scored(counted))
            yield rows

    def _scored(self, counted: pl.DataFrame) -> pl.DataFrame:
        """The columns id and lead_score by id; `counted` has id, event, age and n, sorted by the first three."""
        points = counted["event"].replace_strict(self.points, default=0.0, return_dtype=pl.Float64).to_numpy()
        left = kept_share(counted["age"].to_numpy(), self.decay, self.half_life) * points * counted["n"].to_numpy()
        pairs = counted.select("id", "event").with_columns(new=pl.struct("id", "event").rle_id())
        sums = np.bincount(pairs["new"].to_numpy(), weights=left)
        pairs = pairs.unique("new", maintain_order=True)
        most = pairs["event"].replace_strict(self.caps or {"": 1.0}, default=math.inf, return_dtype=pl.Float64)
        capped = np.clip(sums, -most.to_numpy(), most.to_numpy())
        people = pairs["id"].rle_id()
        total = np.minimum(np.bincount(people.to_numpy(), weights=capped), math.inf if self.cap is None else self.cap)
        return pairs.select("id").unique("id", maintain_order=True).with_columns(lead_score=pl.Series(total))

    def _told(self, types: TypeCounts, scored: pl.DataFrame, bands: Mapping[str, float]) -> list[str]:
        """How many people are in each band, which events have no points, and which points no event."""
        events = types.events
        people = scored["lead_band"].value_counts()
        sizes = dict(people.iter_rows())
        notes: list[str] = [
            say(
                "The lead scores run from {low:figure} to {high:figure}: {bands}.",
                low=_float(scored["lead_score"].min()),
                high=_float(scored["lead_score"].max()),
                bands=with_counts([(say(name), sizes.get(name, 0)) for name in bands]),
            )
        ]
        if absent := [name for name in self.points if name not in events]:
            told = say_counted(
                "No event is called {names}.", "No events are called {names}.", len(absent), names=listing(absent)
            )
            notes.append(told)
        shared = types.shared  # others would tell of a person, also when forgotten
        without = sorted(
            ((n, e) for e, n in events.items() if e in shared - self.points.keys()), key=lambda one: (-one[0], one[1])
        )
        if without:
            names = listing([say("{name} ({count:,})", name=clipped(e), count=n) for n, e in without])
            notes.append(say("Events without points: {names}.", names=names))
        return notes


def clipped(name: str, most: int = 40) -> str:
    """A name as a note has room for."""
    return name if len(name) <= most else name[: most - 1] + "…"


def _aged(log: LogToDate) -> list[Sentence]:
    if not log.follows:
        return [say("Events count by their age on {day:day}.", day=str(log.as_of))]
    follows = say("Events count by their age on {day:day}, the day after the last one.", day=str(log.as_of))
    if (end := lone_end(log)) is None:
        return [follows]
    return [
        follows,
        say(
            "The last event, of {day:day}, is {gap:,} days after the previous one: is its date right?",
            day=end[0],
            gap=end[1],
        ),
    ]


def band(scores: NDArray[np.float64], bands: Mapping[str, float]) -> NDArray[np.int64]:
    """The place of each score's band (n): the first whose bound lies above it, the last only above the one before."""
    bounds = np.array(list(bands.values())[:-1])
    found = np.searchsorted(bounds, scores, side="right")
    if bounds.size:
        found[scores == bounds[-1]] = bounds.size - 1
    return found.astype(np.int64)


def _float(value: Any) -> float:
    return float(value)
