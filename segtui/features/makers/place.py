"""Where people live as features: regions of postcodes, cells of coordinates, and distances to points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

import polars as pl
from pydantic import AfterValidator, AliasChoices, Field, model_validator

from segtui.data.contacts.countries import countries
from segtui.errors import Fault, PlanError
from segtui.features.maker import Derived, MakerNote
from segtui.features.makers.expression import new_name
from segtui.features.prefix import Prefix, labelled, prefixed, prefixed_words
from segtui.features.recognition.place_columns import place_parts
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.row_features.place_notes import about_coordinates, about_countries
from segtui.features.row_features.places import NOWHERE, ON_EARTH, distance, h3_cell
from segtui.features.row_features.postal_regions import NUTS, NUTS_LIBRARY, PostalRegion, nuts_countries, postal_regions
from segtui.features.row_maker import RowMaker
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate
from segtui.libraries.boundary import Library
from segtui.libraries.columns import col

Region = PostalRegion | Literal["h3"]
Degrees = Annotated[float, Field(ge=-180, le=180)]
Point = tuple[Annotated[float, Field(ge=-90, le=90)], Degrees]
PointName = Annotated[str, AfterValidator(new_name)]
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
    """The country of the postcodes, such as "FR"; a département needs none. Beside `country_column`, that of rows
    whose country is not known."""
    country_column: str | None = None
    """The column of each row's country, by codes or names in many languages: "FR", "fra", "France"."""
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
            raise ValueError(say("regions: say what to add, such as departement, nuts3 or h3, or give points"))
        if postal and self.column is None:
            raise ValueError(say("column: {postal} needs the column of postcodes", postal=postal[0]))
        if self.country_column is not None and not postal:
            raise ValueError(say("country_column: no region of postcodes is asked for, such as nuts2"))
        if any(r in NUTS for r in postal) and self.country is None and self.country_column is None:
            raise ValueError(
                say('country: NUTS regions need the country of the postcodes, such as "FR", or country_column')
            )
        if "departement" in postal and self.country not in (None, "FR") and self.country_column is None:
            raise ValueError(say("country: only France has départements"))
        if ("h3" in self.regions or self.points) and (self.latitude is None or self.longitude is None):
            raise ValueError(say("latitude: h3 and points need the columns of latitude and longitude"))
        return self

    @classmethod
    def proposed(cls, frame: pl.DataFrame, id: str) -> ProposedMaker | None:
        """For customers with postcodes that could be French or have a country beside, or with coordinates."""
        parts = [part for part in place_parts(frame) if part.region not in frame.columns]
        if not parts:
            return None
        keys = {"kind": "place", "regions": [part.region for part in parts]}
        made = cls.model_validate(keys | {key: name for part in parts for key, name in part.keys.items()})
        holds, adds = " and ".join(part.holds for part in parts), " and ".join(part.adds for part in parts)
        return ProposedMaker(made, f"{holds}; this adds {adds}")

    def needs(self) -> tuple[Library, ...]:
        """The library of NUTS regions, and that of H3 cells, where they are asked for."""
        nuts = (NUTS_LIBRARY,) if any(r in NUTS for r in self.regions) else ()
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
        """The postcode and its country, and the coordinates."""
        named = {key: getattr(self, key) for key in ("column", "country_column", "latitude", "longitude")}
        return {key: (name,) for key, name in named.items() if name is not None}

    def fit_transform(self, frame: pl.DataFrame, key: str) -> Derived:
        """The regions and distances of each row."""
        if wrong := self._wrong(frame, key):
            raise PlanError(wrong)
        made = [self._region(frame, region).alias(self.named(region)) for region in dict.fromkeys(self.regions)]
        for name, point in (self.points or {}).items():
            made.append(distance(*self._coordinates(frame), point).alias(self._distance(name)))
        notes = [*self._about_countries(frame), *self._about_coordinates(frame)]
        for column in made:
            if unknown := column.null_count():
                told = say_counted(
                    "{count:,} of {rows:,} rows has no known place.",
                    "{count:,} of {rows:,} rows have no known place.",
                    unknown,
                    rows=frame.height,
                )
                notes.append(MakerNote(told, column.name))
        return Derived(pl.DataFrame(made), "", tuple(notes), carried_out=self)

    def _wrong(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        found = []
        for part in ("latitude", "longitude"):
            name = getattr(self, part)
            if name is not None and not (frame.schema[name].is_numeric() or frame.schema[name] == pl.Null):
                found.append(
                    Fault(
                        f"{key}.{part}",
                        say('"{name}" does not hold numbers', name=name),
                        say("choose a column of degrees"),
                    )
                )
        if (
            self.country_column is None
            and any(r in NUTS for r in self.regions)
            and self.country not in (known := nuts_countries())
        ):
            what = say("there are no NUTS regions for postcodes of {country}", country=self.country)
            found.append(Fault(f"{key}.country", what, say("the table has those of {known}", known=", ".join(known))))
        return found

    def _region(self, frame: pl.DataFrame, region: Region) -> pl.Series:
        if region == "h3":
            return h3_cell(*self._coordinates(frame), self.resolution)
        return postal_regions(frame.get_column(str(self.column)), self._countries(frame), region)

    def _countries(self, frame: pl.DataFrame) -> pl.Series:
        """The country of each row, null where it is not known."""
        usual = pl.Series("country", [self.country], dtype=pl.String).new_from_index(0, frame.height)
        if self.country_column is None:
            return usual.fill_null("FR")
        return countries(frame.get_column(self.country_column).cast(pl.String)).values.fill_null(usual)

    def _coordinates(self, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Latitude and longitude, both empty where one is, or where nobody lives."""
        both = self._degrees(frame)
        known = both.select(pl.when(ON_EARTH & ~NOWHERE).then(pl.all()))
        return known["latitude"], known["longitude"]

    def _degrees(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(
            latitude=col(str(self.latitude)).cast(pl.Float64), longitude=col(str(self.longitude)).cast(pl.Float64)
        )

    def _about_countries(self, frame: pl.DataFrame) -> list[MakerNote]:
        if self.country_column is None:
            return []
        nuts = nuts_countries() if any(r in NUTS for r in self.regions) else None
        codes = frame.get_column(str(self.column))
        return about_countries(
            frame.get_column(self.country_column), self._countries(frame).filter(codes.is_not_null()), nuts
        )

    def _about_coordinates(self, frame: pl.DataFrame) -> list[MakerNote]:
        if self.latitude is None or self.longitude is None:
            return []
        return about_coordinates(self._degrees(frame), self.latitude, self.longitude)
