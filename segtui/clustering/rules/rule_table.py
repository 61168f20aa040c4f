"""[search.rules]: segments by an ordered table of conditions, a candidate beside the clusters."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field, model_validator

from segtui.clustering.algorithm import Algorithm, Candidate, Cell
from segtui.clustering.assigner import Assigner
from segtui.clustering.assigners.first_match import FIRST_MATCH
from segtui.clustering.rules.rule_matches import NamedCondition, columns_of, matches
from segtui.clustering.shared_structures import SharedStructures
from segtui.features.rfm.segments import OTHERS
from segtui.language.sentences import say
from segtui.language.translation import to_translate


class RuleTable(Algorithm):
    """Segments by conditions, the first that matches wins.

    The names of the rules are those of the segments. Conditions may use any column of the cleaned table with its
    derived features, including those that are not clustered. The same conditions assign new rows.
    """

    name: ClassVar[str] = "rules"
    title: ClassVar[str] = to_translate("Rules")
    assigner: ClassVar[Assigner | None] = FIRST_MATCH
    settings: ClassVar[tuple[str, ...]] = ("rules", "otherwise")
    by_rules: ClassVar[bool] = True

    rules: Annotated[tuple[NamedCondition, ...], Field(min_length=1)]
    """Segment names with their conditions, in order, such as { name = "Big", when = "income > 50000" }. An empty cell
    that leaves a condition undecided does not match."""
    otherwise: Annotated[str, Field(min_length=1, pattern=r"\S")] = OTHERS
    """The segment of rows that match no rule."""

    @model_validator(mode="after")
    def _tells_apart(self) -> Self:
        rest = self.names[-1]
        for name, count in Counter(each.casefold() for each in self.names).items():
            if count > 1 and name == rest.casefold():
                raise ValueError(
                    say('rules: a segment is named "{rest}" like that of all others; set `otherwise`', rest=rest)
                )
            if count > 1:
                first = next(each for each in self.names if each.casefold() == name)
                raise ValueError(
                    say(
                        'rules: {count} segments are named "{first}"; join their conditions with OR',
                        count=count,
                        first=first,
                    )
                )
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names by number of the rule, last that of the other rows."""
        return (*(rule.name.strip() for rule in self.rules), self.otherwise.strip())

    @property
    def columns(self) -> list[str]:
        """The columns that the conditions name."""
        return columns_of(self.rules)

    def numbers(self, frame: pl.DataFrame) -> NDArray[np.float64]:
        """Of each row of a frame the number of the first rule that it matches, (n, 1), as an assigner reads rows."""
        return matches(self.rules, frame).first.astype(np.float64)[:, None]

    def in_words(self) -> str:
        """The names of the segments, told apart where one has a comma."""
        return ("; " if any("," in name for name in self.names) else ", ").join(self.names)

    def set_values(self) -> dict[str, Any]:
        """None: its candidate is called by nothing but `rules`."""
        return {}

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """Rules need no rows."""
        return True

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """One candidate, whose clusters are the rules that any row goes to, in their order."""
        for cell in cells:
            clock = time.perf_counter()
            used, labels = np.unique(space.ruled[:, 0], return_inverse=True)
            firm = np.ones(len(labels))
            spent = time.perf_counter() - clock
            yield Candidate(self.name, dict(cell), labels.astype(np.int32), spent, firm, fitted={"rule": used})

    def memory(self, rows: int, columns: int) -> int:
        """A mask for each rule, and the numbers."""
        return rows * (len(self.rules) + 32)

    def duration(self, rows: int, columns: int) -> float:
        """Comparisons of columns."""
        return 0.001 + 1e-8 * rows * len(self.rules)
