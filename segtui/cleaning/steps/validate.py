"""Checks e-mail addresses, phone numbers, countries and postcodes, and brings them into one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from segtui.cleaning.diff import cells_changed
from segtui.cleaning.select_columns import choose, is_text
from segtui.cleaning.step import Columns, Step, StepResult, matching
from segtui.data.contacts.contact_fields import emails, phones
from segtui.data.contacts.countries import countries
from segtui.data.contacts.parsed import ParsedContacts
from segtui.data.contacts.postcodes import REGION, postcodes
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say, say_counted, with_counts
from segtui.language.translation import to_translate
from segtui.language.wording import quoted

_LIKELY, _LOOKED_AT = 0.5, 1_000
_TELLS_NOBODY = ("country", "postcode")
"""What many people share, so that frequent values that are not valid may be told."""
_FREQUENT, _TOLD = 5, 3
_DONE = {
    "null": to_translate("{cells}: emptied"),
    "drop": to_translate("{cells}: their rows dropped"),
    "flag": to_translate("{cells}: flagged"),
}


class Validate(Step):
    """Check e-mail addresses, phone numbers, countries or postcodes, and bring them into one form."""

    leaves_id: ClassVar[bool] = True

    step: Literal["validate"] = "validate"
    columns: Columns
    """The columns, as names or globs; a glob matches columns in which at least half of the values are valid, never the
    id."""
    holds: Literal["email", "phone", "country", "postcode"]
    """What the columns hold. Valid e-mail addresses get a lower-case domain, phone numbers the form +33612345678
    (E.164), countries two letters (ISO 3166), postcodes their country's form."""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    """The country of phone numbers without a country code and of postcodes, such as FR, where `country_column` is empty
    or not given."""
    country_column: str | None = None
    """The column with each row's country, by its code or any of its names."""
    region_column: str | None = None
    """The column with each row's state or province: postcodes of others are not valid, where Google's address tables
    say which it has (such as Spain, Italy, the United States, Canada)."""
    action: Literal["null", "drop", "flag"] = "null"
    """Empty cells that are not valid, drop their rows, or leave them and flag them in a column NAME_invalid."""

    @model_validator(mode="after")
    def _country_for_postcodes(self) -> Self:
        if self.holds == "postcode" and not self.country and not self.country_column:
            raise ValueError(say("a postcode needs a country or a country_column"))
        if self.region_column and self.holds != "postcode":
            raise ValueError(say("only a postcode can be checked against a region_column"))
        return self

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns, and those of countries and regions."""
        others = [("country_column", self.country_column), ("region_column", self.region_column)]
        return [*super().referenced(), *((key, name) for key, name in others if name)]

    def output_columns(self, columns: Sequence[str]) -> list[str]:
        """The columns, and one for each that may be flagged."""
        flags = [_flag(c) for c in matching(self.columns, columns)] if self.action == "flag" else []
        return [*columns, *flags]

    def faults(self, columns: Sequence[str], key: str) -> list[Fault]:
        """Names that do not exist, and flag columns that already do."""
        taken = [_flag(c) for c in self.columns if c in columns and _flag(c) in columns and self.action == "flag"]
        return [*super().faults(columns, key), *_taken(taken, f"{key}.columns")]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Read every cell; blank cells are empty, not invalid."""
        names = self._chosen(frame, id)
        read = {c: self._read(frame.get_column(c), frame) for c in names}
        notes = [n for c in names for n in self._told(frame.get_column(c), read[c])]
        bad = {c: read[c].faults.is_not_null() for c in names}
        if self.action == "flag":
            if taken := [_flag(c) for c in names if _flag(c) in frame.columns]:
                raise PlanError(_taken(taken, "columns"))
            kept = [read[c].values.zip_with(~bad[c], frame.get_column(c).cast(pl.String)) for c in names]
            after = frame.with_columns(*kept, *(bad[c].alias(_flag(c)) for c in names))
            flags = tuple(_flag(c) for c in names)
            return StepResult(after, (*names, *flags), cells_changed(frame, after, names), tuple(notes))
        after = frame.with_columns(read[c].values for c in names)
        if self.action == "drop" and names:
            stays = ~pl.DataFrame([bad[c].alias(c) for c in names]).select(pl.any_horizontal(pl.all())).to_series()
            frame, after = frame.filter(stays), after.filter(stays)
        return StepResult(after, tuple(names), cells_changed(frame, after, names), tuple(notes))

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The same step, with its columns by name."""
        names = self._chosen(before, id)
        return (self.model_copy(update={"columns": tuple(names)}),) if names else ()

    def _chosen(self, frame: pl.DataFrame, id: str) -> list[str]:
        return choose(self.columns, frame, _suits, "text or whole numbers", id=id, common=self._looks(frame))

    def _looks(self, frame: pl.DataFrame):  # type: ignore[no-untyped-def]
        def common(column: pl.Series) -> bool:
            if not _suits(column) or column.name in (self.country_column, self.region_column):
                return False
            rows = frame.filter(column.is_not_null()).head(_LOOKED_AT)
            read = self._read(rows.get_column(column.name), rows)
            return read.values.len() - read.values.null_count() >= max(1, _LIKELY * rows.height)

        return common

    def _read(self, column: pl.Series, frame: pl.DataFrame) -> ParsedContacts:
        cells = column.cast(pl.String)
        if self.holds == "email":
            return emails(cells)
        if self.holds == "country":
            return countries(cells)
        known = pl.Series([self.country], dtype=pl.String).new_from_index(0, frame.height)
        if self.country_column:
            known = countries(frame.get_column(self.country_column).cast(pl.String)).values.fill_null(known)
        if self.holds == "phone":
            return phones(cells, known)
        region = frame.get_column(self.region_column).cast(pl.String) if self.region_column else None
        return postcodes(cells, known, region)

    def _told(self, column: pl.Series, read: ParsedContacts) -> list[str]:
        """How many cells are not valid, and how many postcodes of those are only of another region."""
        elsewhere = int((read.faults == REGION).sum())
        wrong = read.faults.len() - read.faults.null_count() - elsewhere
        facts = {"cells": column.len() - column.null_count(), "column": column.name}
        found = _not_valid(self.holds, wrong, facts)
        if self.holds in _TELLS_NOBODY and (frequent := _frequent(column, read)):
            found = say("{cells}, most often {values}", cells=found, values=with_counts(frequent))
        if not wrong and not elsewhere:
            return [found]
        told = [say(_DONE[self.action], cells=found)] if wrong else []
        if elsewhere:
            found = say_counted(
                "{count:,} cell of {cells:,} in {column} is a postcode of another region",
                "{count:,} cells of {cells:,} in {column} are postcodes of another region",
                elsewhere,
                **facts,
            )
            told.append(say(_DONE[self.action], cells=found))
        return [*told]


def _suits(column: pl.Series) -> bool:
    return is_text(column) or column.dtype.is_integer()


def _flag(name: str) -> str:
    return f"{name}_invalid"


def _taken(names: Sequence[str], key: str) -> list[Fault]:
    return [Fault(key, say('column "{name}" already exists', name=name)) for name in names]


def _not_valid(holds: str, count: int, facts: Mapping[str, Any]) -> str:
    if holds == "email":
        return say_counted(
            "{count:,} cell of {cells:,} in {column} is not a valid e-mail address",
            "{count:,} cells of {cells:,} in {column} are not valid e-mail addresses",
            count,
            **facts,
        )
    if holds == "phone":
        return say_counted(
            "{count:,} cell of {cells:,} in {column} is not a valid phone number of a known country",
            "{count:,} cells of {cells:,} in {column} are not valid phone numbers of a known country",
            count,
            **facts,
        )
    if holds == "country":
        return say_counted(
            "{count:,} cell of {cells:,} in {column} is not a country",
            "{count:,} cells of {cells:,} in {column} are not countries",
            count,
            **facts,
        )
    return say_counted(
        "{count:,} cell of {cells:,} in {column} is not a postcode of its country",
        "{count:,} cells of {cells:,} in {column} are not postcodes of their country",
        count,
        **facts,
    )


def _frequent(column: pl.Series, read: ParsedContacts) -> list[tuple[str, int]]:
    """The values of five cells or more that are not valid anywhere, quoted, with their counts: the most frequent."""
    wrong = column.cast(pl.String).filter((read.faults != REGION).fill_null(False)).alias("value")
    counts = wrong.value_counts(name="n").filter(pl.col("n") >= _FREQUENT)
    most = counts.sort("n", "value", descending=[True, False]).head(_TOLD)
    return [(quoted(value), n) for value, n in most.iter_rows()]
