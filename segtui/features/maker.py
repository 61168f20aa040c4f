"""What every feature maker is, whether it reads a table or the customers' own rows; and which makers there are."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, get_args

import polars as pl

from segtui.declare import Declared, declarations
from segtui.errors import Fault, nearest
from segtui.features.column_roles import count_distinct, is_measure
from segtui.features.exhibit import Exhibit
from segtui.language.sentences import say
from segtui.libraries.boundary import Library


@dataclass(frozen=True)
class MakerNote:
    """A sentence on what a maker did; `feature` is the one that it is about, empty where it is about all."""

    text: str
    feature: str = ""

    def __str__(self) -> str:
        return say("{feature}: {note}", feature=self.feature, note=self.text) if self.feature else self.text


@dataclass(frozen=True)
class Derived:
    """Features made from another table, or from the customers' own rows.

    `frame` has one row per customer, sorted by id: its id under the name `id`, then the features. Features of the
    customers' own rows come without it: `id` is empty, and `frame` has their rows in their order. `remarks` are for
    the report; `edges` the upper bounds of the score bins by feature, lowest first, where there are
    scores (the last bin has no upper bound). `learned` is what later rows need to get the same features, as plain data
    (JSON), without ids. `exhibits` are tables that it shows. `aside` names features that are clustered only where a
    plan names them in full, as those that restate others or are empty for many. `without_rows` is what
    customers that are not in `frame` have, by feature; the others are empty. `ends` are the words that high and low
    values of a feature go with, the strongest first. `carried_out` is the maker with its defaults replaced by what was
    used.
    """

    frame: pl.DataFrame
    id: str
    remarks: tuple[MakerNote, ...] = ()
    edges: dict[str, tuple[float, ...]] = field(default_factory=dict)
    learned: dict[str, Any] = field(default_factory=dict)
    exhibits: tuple[Exhibit, ...] = ()
    aside: tuple[str, ...] = ()
    without_rows: dict[str, int] = field(default_factory=dict)
    ends: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    carried_out: FeatureMaker | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The remarks as sentences."""
        return tuple(map(str, self.remarks))


class FeatureMaker(Declared):
    """Base of the feature makers; a subclass sets `kind: Literal["its_name"]`."""

    always_adds: ClassVar[tuple[str, ...]] = ()
    """Those of its columns that do not depend on its settings."""
    default_excluded: ClassVar[tuple[str, ...]] = ()
    """Those that restate others and are not clustered unless named."""
    segment_column: ClassVar[str | None] = None
    """The one that holds a segment by rules, which a report compares with the clusters."""
    rules_title: ClassVar[str] = ""
    """What a report calls the rules of `segment_column`."""

    @classmethod
    def called(cls) -> str:
        """The maker's name in a plan."""
        return str(get_args(cls.model_fields["kind"].annotation)[0])

    @abstractmethod
    def output_columns(self) -> tuple[str, ...]:
        """The columns that the maker adds beside the id, as far as they are known before its table is read."""

    def needs(self) -> tuple[Library, ...]:
        """The libraries that it needs with its settings, and that may be absent."""
        return self.libraries

    def has_open_columns(self) -> bool:
        """Whether its table decides on further columns, so that the plan's names are checked once it was read."""
        return False

    def named(self, column: str) -> str:
        """What the column that the class declares is called in this maker's frame: the same, where no prefix is set."""
        return column

    def labels(self) -> Mapping[str, str]:
        """What people call these columns, in English and marked by `to_translate`, such as `recency (days)`.

        A column without a label is called by its name.
        """
        return {}

    def phrases(self) -> Mapping[str, tuple[str, str]]:
        """What those are called who are high and who are low on a column, where that reads better than high and low."""
        return {}

    def starter_features(self, made: Derived) -> tuple[str, ...]:
        """The columns that a starter plan clusters: measures that vary and that do not restate others."""
        aside = {*made.aside, *map(self.named, self.default_excluded), made.id}
        columns = [column for column in made.frame.get_columns() if column.name not in aside and is_measure(column)]
        return tuple(column.name for column in columns if count_distinct(column) > 1)

    def perhaps_text(self) -> tuple[str, ...]:
        """Those of `output_columns` that may be text: a form that adds the maker leaves them out of clustering."""
        return ()

    @abstractmethod
    def origin(self) -> str:
        """What the features are made from, in a few words: a file's path, or columns."""

    def with_paths(self, moved: Callable[[str], str]) -> Self:
        """The maker with every path that it names replaced by what `moved` makes of it."""
        return self


def missing_columns(key: str, named: dict[str, str | None], columns: Sequence[str]) -> list[Fault]:
    """A fault for each plan key of `named` whose column is not among `columns`."""
    return [
        Fault(f"{key}.{part}", say('there is no column "{name}"', name=name), nearest(name, columns))
        for part, name in named.items()
        if name is not None and name not in columns
    ]


def makers() -> list[type[FeatureMaker]]:
    """Every feature maker that a plan can name, in order of its file's name."""
    return declarations("segtui.features.makers", FeatureMaker)  # type: ignore[type-abstract]


def excluded_columns(of: Iterable[FeatureMaker]) -> frozenset[str]:
    """The columns of these makers that "*" leaves out of clustering."""
    return frozenset(maker.named(name) for maker in of for name in maker.default_excluded)


def segment_columns(of: Iterable[FeatureMaker]) -> frozenset[str]:
    """The columns of these makers that hold a segment by rules."""
    return frozenset(maker.named(maker.segment_column) for maker in of if maker.segment_column)


def made_columns(of: Iterable[FeatureMaker]) -> frozenset[str]:
    """Every column that these makers always add, whatever their settings."""
    return frozenset(maker.named(name) for maker in of for name in maker.always_adds)


def of_ids(ids: pl.Series) -> str:
    """The first few ids in words: `of the id 17`, `of the ids 17, 21, 30 …`."""
    shown = ", ".join(str(i) for i in ids.head(3)) + (" …" if ids.len() > 3 else "")
    return say("of the id {ids}", ids=shown) if ids.len() == 1 else say("of the ids {ids}", ids=shown)
