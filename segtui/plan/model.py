"""The plan as typed data: what to read, clean, derive, search, select and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union

from pydantic import Field, create_model, field_validator, model_validator

from segtui.cleaning.step import Step
from segtui.clustering.algorithm import Algorithm
from segtui.clustering.registry import algorithms, families, find_algorithm
from segtui.clustering.rules.rule_table import RuleTable
from segtui.data.addresses import STANDARD_INPUT
from segtui.data.reading.reader_settings import AnySource
from segtui.data.source import ColumnNames, ColumnUnits, Source
from segtui.data.types.cell_words import NULL_WORDS
from segtui.declare import Declared, NamesColumns, Seed, declarations
from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.config import Export as Export  # noqa: PLC0414 - for the workbench, which may not import exports
from segtui.delivery.follow.config import Follow as Follow  # noqa: PLC0414 - for the workbench
from segtui.delivery.push.config import Push as Push  # noqa: PLC0414 - for the workbench
from segtui.delivery.trigger.config import Trigger as Trigger  # noqa: PLC0414 - for the workbench
from segtui.delivery.trigger.order import TriggerOrder
from segtui.delivery.writing.config import WriteBack as WriteBack  # noqa: PLC0414 - for the workbench
from segtui.features.features import Features
from segtui.features.maker import FeatureMaker, makers
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.language.translation import Language
from segtui.libraries.boundary import missing_libraries
from segtui.plan.execution import Execution
from segtui.plan.observe import Observe
from segtui.prediction.predict import Predict as Predict  # noqa: PLC0414 - for the workbench
from segtui.segments.choosing.conditions import Select
from segtui.segments.cohorts.cohort import Cohort as Cohort  # noqa: PLC0414 - for the workbench
from segtui.segments.monitoring.stability_index import DriftLimits
from segtui.segments.naming.name_segments import Segments
from segtui.validity.stability.resampling import Resampling

__all__ = [
    "NULL_WORDS",
    "Algorithm",
    "Features",
    "Output",
    "Plan",
    "Report",
    "Resampling",
    "RuleTable",
    "Search",
    "Segments",
    "Select",
    "Source",
    "algorithms",
    "families",
    "find_algorithm",
    "makers",
    "steps",
]


class Output(Declared):
    """What the run's files contain."""

    columns: Annotated[Literal["all", "id"] | tuple[str, ...], NamesColumns()] = "all"
    """Which input columns segments.csv contains: all, id, or a list of names."""
    memberships: bool = False
    """Whether segments.csv and `segtui assign` give each row's probability of each segment, if the algorithm has
    them (mixtures): columns membership_0, membership_1 and so on."""


class Report(Declared):
    """How the run is told to people, beside report.md."""

    html: bool = True
    """Whether the run writes report.html: the segments, pictures and an appendix on one page that needs no network."""
    xlsx: bool = False
    """Whether the run writes report.xlsx: segments, comparison, outcomes and leaderboard as sheets with charts."""
    charts: Literal["none", "svg", "png"] = "none"
    """Whether the pictures of report.html are files too, in charts/: svg scales without loss, png opens anywhere."""
    language: Language = "en"
    """The language of the reports and of the segments' names, en or fr; columns of files, keys and values stay."""
    labels: ColumnNames | None = None
    """What people call columns that the plan makes, such as { monetary = "revenue" }; see `labels` of the source."""
    units: ColumnUnits | None = None
    """The unit of columns that the plan makes, such as { monetary = "EUR" }, written beside their figures."""


class AnySearch(Declared):
    """The grids to search, one table for each algorithm."""

    sample: Annotated[int, Field(ge=100)] | None = None
    """Cluster a random sample of this many rows; the rest are assigned to the nearest centroid, the likeliest cluster
    or the nearest row's segment."""
    rules: RuleTable | None = None
    """Segments by conditions in order, a candidate beside those of the algorithms."""

    def algorithms(self) -> list[Algorithm]:
        """The algorithms that the plan names, in the order of the plan's schema."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [family for family in values if isinstance(family, Algorithm)]

    @classmethod
    def everything(cls) -> Self:
        """Every algorithm whose libraries are installed with its default grid, as for a plan without [search].

        Not those for Gower's distance: they cost much, and are rarely the best.
        """
        here = [family for family in algorithms() if not missing_libraries(family.libraries)]
        grids: dict[str, Any] = {family.name: family() for family in here if not family.mixed}
        return cls(**grids)


def steps() -> list[type[Step]]:
    """Every cleaning step that a plan can name."""
    return declarations("segtui.cleaning.steps", Step)  # type: ignore[type-abstract]


def _one_of(classes: list[Any], tag: str) -> Any:
    """A union discriminated by `tag`, or the type itself if there is only one."""
    return Annotated[Union[tuple(classes)], Field(discriminator=tag)] if len(classes) > 1 else classes[0]  # noqa: UP007


if TYPE_CHECKING:
    AnyStep = Step
    AnyFeatureMaker = FeatureMaker
    Search = AnySearch
else:
    AnyStep = _one_of(steps(), "step")
    AnyFeatureMaker = _one_of(makers(), "kind")
    Search = create_model(
        "Search",
        __base__=AnySearch,
        **{f.name: (f | None, Field(default=None, description=f.title)) for f in algorithms()},
    )


class Plan(Declared):
    """Everything a run does. The same plan, data and versions give the same files, byte for byte."""

    version: Literal[1] = 1
    """The version of this format."""
    seed: Seed = 0
    """The one seed of everything random, but for the steps and makers that name one of their own."""
    source: AnySource | None = None
    """The customer table; not needed if a derive makes it."""
    clean: tuple[AnyStep, ...] = ()
    """Cleaning steps, run in order."""
    derive: tuple[AnyFeatureMaker, ...] = ()
    """Features made in order, from other tables joined on the id or from columns."""
    features: Features = Features()
    """Which columns are clustered, and how they are scaled."""
    cohort: tuple[Cohort, ...] = ()
    """Tables of what customers do in the periods after their first order."""
    predict: tuple[Predict, ...] = ()
    """What customers will do next, as probabilities beside the segments."""
    search: Search | None = None
    """The grids; default: every algorithm with its default grid."""
    select: Select = Select()
    """Which candidates are acceptable, and which of them is best."""
    engine: Execution | None = None
    """Where the rows of large tables are, and who works on them."""
    stability: Resampling = Resampling()
    """How closely it is looked at whether segments are found again."""
    segments: Segments = Segments()
    """Names for the segments."""
    output: Output = Output()
    """What the files contain."""
    report: Report = Report()
    """The language of the reports, and whether there is a page beside report.md."""
    export: tuple[Export, ...] = ()
    """Files for campaign platforms, written into the run's folder."""
    write: tuple[WriteBack, ...] = ()
    """Tables that the segments go back to, once the run is complete."""
    push: tuple[Push, ...] = ()
    """Lists of platforms that `segtui push` keeps up."""
    trigger: tuple[Trigger, ...] = ()
    """Calls for each person for whom a condition holds, once the run is complete."""
    follow: Follow | None = None
    """The stream of events that `segtui follow` keeps the segments up with."""
    drift: DriftLimits = DriftLimits()
    """How far new data may drift before `segtui drift` says that it is time to refit."""
    observe: Observe | None = None
    """Who is told how a command went."""

    @field_validator("version", mode="before")
    @classmethod
    def _is_a_number(cls, version: Any) -> Any:
        """1.0 and true are equal to 1."""
        return version if type(version) is int else repr(version)

    @model_validator(mode="after")
    def _tells_triggers_apart(self) -> Self:
        known = [each.identity for each in self.trigger]
        if twice := next((each for each in self.trigger if known.count(each.identity) > 1), None):
            raise ValueError(say('trigger: two are called "{title}": give each a name of its own', title=twice.title))
        return self

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Self:
        if self.source is None and not self.derive:
            raise ValueError(say("a plan needs a [source] or a [[derive]]"))
        if self.source is None and not isinstance(self.derive[0], TableMaker):
            raise ValueError(say("a plan without a [source] needs a first [[derive]] that reads a table"))
        return self

    @model_validator(mode="after")
    def _pushes_to_a_list_once(self) -> Self:
        """Each push would remove from the list whom the other put there."""
        met: dict[tuple[str, str, str | None], int] = {}
        for i, order in enumerate(self.push, start=1):
            place = order.to, order.connection, order.list
            if (first := met.setdefault(place, i)) != i:
                raise ValueError(
                    say(
                        "push[{first}] and push[{i}] go to the same list: name the segments of both in one",
                        first=first,
                        i=i,
                    )
                )
        return self

    def labels(self) -> dict[str, str]:
        """What people call columns, by the source and by the report."""
        return {**((self.source and self.source.labels) or {}), **(self.report.labels or {})}

    def units(self) -> dict[str, str]:
        """The units of columns, by the source and by the report."""
        return {**((self.source and self.source.units) or {}), **(self.report.units or {})}

    def careful(self) -> tuple[tuple[str, CareOrder], ...]:
        """Every order by which people are reached, with its key: a suppression list of one holds for all."""
        exports = ((f"export[{i}]", order) for i, order in enumerate(self.export, start=1))
        pushes = ((f"push[{i}]", order) for i, order in enumerate(self.push, start=1))
        triggers = ((f"trigger[{i}]", TriggerOrder(each)) for i, each in enumerate(self.trigger, start=1))
        return (*exports, *pushes, *triggers)

    def steps(self) -> tuple[Step, ...]:
        """The cleaning steps as they are run: those that draw by a seed and name none have the plan's."""
        return tuple(step.seeded(self.seed) for step in self.clean)

    def makers(self) -> tuple[FeatureMaker, ...]:
        """The feature makers as they are run, with the plan's seed like the steps."""
        return tuple(maker.seeded(self.seed) for maker in self.derive)

    def tables(self) -> list[Source]:
        """The tables that the plan reads: those of `customer_tables`, then that of each cohort table."""
        return [*self.customer_tables(), *(cohort.table() for cohort in self.cohort)]

    def customer_tables(self) -> list[Source]:
        """Those that customers and features come from: its source if it has one, then that of each derive with one."""
        return [*([self.source] if self.source else []), *(maker.table() for _, maker in self.table_makers())]

    def table_makers(self) -> list[tuple[int, TableMaker]]:
        """The makers that read a table of their own, each with its number in [[derive]] from 1."""
        return [(i, maker) for i, maker in enumerate(self.makers(), 1) if isinstance(maker, TableMaker)]

    def reads_stdin(self) -> bool:
        """Whether a table of the plan comes from standard input."""
        return STANDARD_INPUT in [table.path for table in self.tables()]

    def grids(self) -> list[Algorithm]:
        """The algorithms to search; the defaults if the plan has no [search] or an empty one."""
        named = self.search.algorithms() if self.search else []
        return named or Search.everything().algorithms()

    def sample(self) -> int | None:
        """How many rows the algorithms see; None for all."""
        return self.search.sample if self.search else None
