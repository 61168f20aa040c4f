"""Who is to be on a platform's list by the run, and who else of the data may be on it and why they should not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from segtui.delivery.export.eligibility.eea import CONSENTED
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligible_people import EligiblePeople, EligibleRows
from segtui.delivery.export.row_builder import MARK, RowBuilder
from segtui.delivery.export.run_people import People
from segtui.delivery.export.target import SEGMENT_COLUMNS
from segtui.delivery.push.config import Push
from segtui.delivery.push.member import Member
from segtui.delivery.push.platform import Platform
from segtui.language.sentences import say
from segtui.libraries.columns import col

WHO, KIND = "\0who", "\0kind"
_LEFT = ("small segment", "no id")
"""Reasons for which a person leaves the segments only; each other reason forbids to reach them."""


@dataclass
class PushAudience:
    """`rows` are the members to be, in order: WHO, KIND and the fields; counts are of rows of the segments.

    Of people of the data who are not among them, `forbidden` may not be reached, `elsewhere` are in other segments.
    """

    rows: pl.DataFrame
    fields: tuple[str, ...]
    people: int = 0
    segments: Counter[str] = field(default_factory=Counter)
    segment_names: tuple[str, ...] = ()
    kept_back: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    forbidden: dict[str, Member] = field(default_factory=dict)
    elsewhere: dict[str, Member] = field(default_factory=dict)

    def members(self, rows: pl.DataFrame | None = None) -> Iterator[Member]:
        """These rows, else all, as members."""
        for row in (self.rows if rows is None else rows).iter_rows(named=True):
            yield member_of(row, self.fields)


def gather_audience(
    order: Push,
    people: People,
    everybody: Everybody,
    on_list: Callable[[str], bool] | None = None,
    advance: Callable[[float], None] = lambda _: None,
) -> PushAudience:
    """The audience of an order; `on_list` says of a member's key whether a push put it there, None if none ever did."""
    eligible = EligiblePeople(order, people, everybody)
    platform, found, parts = order.platform(), _Found(on_list), []
    names = audience_names(order, people.names)
    audience = PushAudience(pl.DataFrame(), (), segment_names=tuple(names.values()))
    for batch in eligible.batches(advance):
        made_of = batch.made.items()
        members = [consenting(_members(made.rows, eligible, platform, names), part, platform) for part, made in made_of]
        parts += members
        found.look(batch, eligible, platform, pl.concat(members))
        for made in batch.made.values():
            audience.segments.update(made.rows["segment_name"].to_list())
            audience.kept_back.update(made.out["reason"].to_list())
        audience.people += batch.batch.height
        audience.kept_back.update(batch.sorted.out["reason"].to_list())
    if parts:
        audience.rows = pl.concat(parts).unique([KIND, WHO], keep="first", maintain_order=True)
        audience.fields = tuple(name for name in audience.rows.columns if name not in (WHO, KIND))
    keys = {f"{kind}:{who}" for kind, who in audience.rows.select(KIND, WHO).iter_rows()} if parts else set()
    if on_list and (others := [n for n in people.names if n not in eligible.numbers]):
        rest = EligiblePeople(order.model_copy(update={"segments": tuple(others)}), people, everybody)
        for batch in rest.batches():
            members = [_members(made.rows, rest, platform, {}) for made in batch.made.values()]
            found.left(pl.concat(members))
            found.look(batch, rest, platform, pl.concat(members))
    known = found.known()
    audience.forbidden = {key: one for key, (one, may) in known.items() if key not in keys and not may}
    audience.elsewhere = {key: one for key, (one, may) in known.items() if key not in keys and may}
    audience.words = {str(reason): reason for reason in eligible.builder.reasons()}
    audience.notes = [*eligible.columns.notes, *eligible.gate.notes()]
    missed = [say("{list}: no entry matches anyone", list=one.list) for one in everybody.tallies if one.missed]
    audience.warnings = [*eligible.gate.warnings(), *missed]
    return audience


def audience_names(order: Push, names: dict[int, str]) -> dict[int, str]:
    """What the segments are called at the platform, by number."""
    if order.audience:
        return dict.fromkeys(names, order.audience)
    if order.platform().neutral_names:
        return {number: f"Segment {number + 1}" for number in names}
    return names


@dataclass
class _Found:
    """The people of the data whom a push put on the list: each with whether they may still be reached."""

    on_list: Callable[[str], bool] | None
    may: dict[str, Member] = field(default_factory=dict)
    must_not: dict[str, Member] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)

    def look(self, batch: EligibleRows, eligible: EligiblePeople, platform: type[Platform], made: pl.DataFrame) -> None:
        """Look at a batch that `made` these members of the audience."""
        if self.on_list is None:
            return
        self._made = {f"{kind}:{who}" for kind, who in made.select(KIND, WHO).iter_rows()}
        left = batch.sorted.reasons.is_in(_LEFT).fill_null(value=False)
        self._keep(_raw(batch.batch.filter(left), batch, eligible, platform), self.may)
        self._keep(_raw(batch.batch.filter(~left), batch, eligible, platform), self.must_not)

    def left(self, members: pl.DataFrame) -> None:
        """People of other segments who may be reached: they have only left."""
        self._made = set()
        if self.on_list is not None:
            self._keep(members, self.may)

    def known(self) -> dict[str, tuple[Member, bool]]:
        """By key; who may be reached by one row may be."""
        return {key: (one, False) for key, one in self.must_not.items()} | {
            key: (one, True) for key, one in self.may.items()
        }

    def _keep(self, members: pl.DataFrame, kept: dict[str, Member]) -> None:
        assert self.on_list is not None
        names = [name for name in members.columns if name not in (WHO, KIND)]
        for row in members.iter_rows(named=True):
            one = Member(row[WHO], row[KIND], {name: row[name] for name in names if row[name] is not None})
            if one.key() not in self._made and self.on_list(one.key()):
                kept.setdefault(one.key(), one)


def member_of(row: Mapping[str, Any], fields: Iterable[str]) -> Member:
    """A row with WHO and KIND as a member, with those of the `fields` that have a value."""
    filled = {name: str(value) for name in fields if (value := row[name]) is not None and value != ""}
    return Member(str(row[WHO]), str(row[KIND]), filled)


def _members(
    rows: pl.DataFrame, eligible: EligiblePeople, platform: type[Platform], names: dict[int, str]
) -> pl.DataFrame:
    """Rows of a builder as WHO, KIND and the fields; who can't be identified is not among them."""
    return member_rows(rows, eligible, platform, names).filter(col(WHO).is_not_null())


def member_rows(
    rows: pl.DataFrame, eligible: EligiblePeople, platform: type[Platform], names: dict[int, str]
) -> pl.DataFrame:
    """Rows of a builder (n) as WHO, KIND and the fields: null for who can't be identified."""
    target = platform.target
    headers = eligible.builder.headers()
    if target.plain:
        more = (MARK + header for header in headers if header not in SEGMENT_COLUMNS)
        fields = rows.select("id", *more).with_columns(_named(rows, names, "segment"))
    else:
        fields = rows.select(MARK + header for header in headers)
        if target.segment:
            fields = fields.with_columns(_named(rows, names, MARK + target.segment.header))
    fields = fields.rename(lambda name: name.removeprefix(MARK)).with_columns(pl.all().cast(pl.String))
    who, kind = _identified(fields, _identifying(eligible, platform))
    return fields.with_columns(who.alias(WHO), kind.alias(KIND))


def consenting(members: pl.DataFrame, part: str, platform: type[Platform]) -> pl.DataFrame:
    """The members with what they said to personalized ads, where the platform wants to know."""
    if not platform.consent_field:
        return members
    said = pl.lit("granted" if part == CONSENTED else None, dtype=pl.String)
    return members.with_columns(said.alias(platform.consent_field))


def _named(rows: pl.DataFrame, names: Mapping[int, str], header: str) -> pl.Series:
    return pl.Series(header, [names.get(number) for number in rows["segment"].to_list()], dtype=pl.String)


def _identified(fields: pl.DataFrame, known_by: Sequence[tuple[str, str]]) -> tuple[pl.Expr, pl.Expr]:
    who = pl.coalesce(*(_as_who(kind, header) for kind, header in known_by))
    kind = pl.coalesce(*(pl.when(col(header).is_not_null()).then(pl.lit(kind)) for kind, header in known_by))
    return who, kind


def _as_who(kind: str, header: str) -> pl.Expr:
    """An address whatever its case."""
    cell = col(header)
    return cell.str.to_lowercase() if kind == "email" else cell


def _identifying(eligible: EligiblePeople, platform: type[Platform]) -> list[tuple[str, str]]:
    """The parts by which a platform knows people, with the headers that hold them, in order."""
    if not platform.identity:
        return [("id", "id")]
    filled = {f.column.holds: f.column.header for f in eligible.columns.filled}
    return [(part, filled[part]) for part in platform.identity if part in filled]


def _raw(rows: pl.DataFrame, batch: EligibleRows, eligible: EligiblePeople, platform: type[Platform]) -> pl.DataFrame:
    """Everything by which the people of rows may be on the list, whether they may be reached or not, one row each."""
    nobody = pl.DataFrame(schema={WHO: pl.String, KIND: pl.String})
    if rows.is_empty():
        return nobody
    if not platform.identity:
        names = {id: name for name, id in batch.sorted.ids.items()}
        ids = rows["id"].cast(pl.String)
        ids = ids.replace(names) if names else ids
        return pl.DataFrame({WHO: ids, KIND: ["id"] * len(ids), "id": ids}).filter(col(WHO).is_not_null())
    parts = [nobody]
    for kind, header in _identifying(eligible, platform):
        column = next(f for f in eligible.columns.filled if f.column.header == header)
        alone = replace(eligible.columns, filled=(column,), attributes=())
        needs = {"needs": (column.column.holds,), "unique": (), "together": (), "segment": None, "fixed": False}
        target = replace(platform.target, **needs)  # type: ignore[arg-type]
        made = RowBuilder(target, eligible.order, alone).make(rows).rows
        cells = made.select(col(MARK + header).alias(header))
        parts.append(cells.with_columns(_as_who(kind, header).alias(WHO), pl.lit(kind).alias(KIND)))
    return pl.concat(parts, how="diagonal")


def said_of(member: Member) -> str:
    """What is sent of a member, as a text that changes whenever that does."""
    return json.dumps(dict(sorted(member.fields.items())), ensure_ascii=False)


def personal_values(members: Collection[Member], segments: Collection[str]) -> set[str]:
    """The values of members that say something of a person, which are never shown."""
    return {value for member in members for value in member.fields.values()} - set(segments) | {
        member.who for member in members
    }
