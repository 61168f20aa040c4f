"""Exports of a run: at its end as its plan says, or later on request; each is logged in the run's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from segtui.cleaning.steps.drop_rename import Drop
from segtui.data.reading.read import read
from segtui.data.table import Table
from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.config import Export
from segtui.delivery.export.eligibility.control_group import ControlGroup
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligibility.exclusions import Exclusions
from segtui.delivery.export.eligibility.merged_ids import MergedIds
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.run_people import People, meet_all
from segtui.delivery.export.target import SEGMENT_COLUMNS, find_target
from segtui.delivery.export.write_export import Exported, write_export
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols
from segtui.libraries.freed_memory import give_back
from segtui.libraries.lazy_frames import lazy_frames
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.data_rows import Data, DataRows, FoundRows
from segtui.pipeline.exports.exclusions import guards_of, lists_of, refuse_missed
from segtui.pipeline.exports.original_answers import as_answered, rewritten
from segtui.pipeline.exports.other_months import folders
from segtui.pipeline.exports.related_rows import beside
from segtui.pipeline.progress import Listener
from segtui.publishing.paths import expand_home
from segtui.publishing.staging import Staging

Reread = Callable[[], DataRows]
_OURS = (*SEGMENT_COLUMNS, "confidence")


def place_of(order: Export, number: int, folder: Path) -> Path:
    """Where an export goes: its path relative to `folder`, or exports/<number>-<target>."""
    return folder / expand_home(order.file(number))


@dataclass(frozen=True)
class ExportSession:
    """Exports of a run that are published together.

    `held` is its control group, which they extend; `number` that of the first of them; `folder` where the paths of
    suppression lists lead from; `source` the plan's table, read again by `reread` where it is None and needed. `tried`
    says that the lists were found to match somebody before. `taken` are the names that the others among them have.
    `more` are further rows of its people, whose no counts.
    """

    run: RunFiles
    held: ControlGroup
    number: int
    folder: Path
    source: Data | None = None
    tried: bool = False
    taken: tuple[Path, ...] = ()
    reread: Reread | None = None
    more: tuple[Beside, ...] = ()


def export_one(order: Export, session: ExportSession, place: Path, staging: Staging, listener: Listener) -> Exported:
    """Write one export of a run to `staging`.

    Raises PlanError with keys relative to the export, and whatever reading and writing can raise.
    """
    give_back()
    people, everybody = met(order, session, listener)
    guards = guards_of(order, people, everybody, session.held, session.number)
    people = replace(people, guards=guards)
    give_back()
    listener.stage(say("exporting for {platform}", platform=find_target(order.to).title))
    advance = lambda share: listener.advance(share, 1.0)  # noqa: E731
    exported = write_export(order, people, place, staging, advance, everybody, session.taken)
    for line in exported.summary.sentences():
        listener.note(line)
    return exported


def met(order: CareOrder, session: ExportSession, listener: Listener) -> tuple[People, Everybody]:
    """The people of an export, and all that is known of them; raises DataError for a list that matches nobody."""
    run, orders = session.run, [*(each for _, each in session.run.plan.careful()), order]
    asked = order.columns_asked()
    people = people_of(run, named_columns(order), session.source, asked=asked, reread=session.reread)
    around = beside(run, session.held, session.source, asked=asked, joined=_incomplete(run, order))
    for note in around.notes:
        listener.note(note)
    lists = lists_of(orders, session.folder, run.id)
    people = replace(people, guards=Exclusions(lists, id_column=run.id), beside=(*around.tables, *session.more))
    everybody = meet_all(people, order)
    if not session.tried and not order.suppress_may_miss:
        refuse_missed(everybody.tallies, orders)
    return people, everybody


def people_of(
    run: RunFiles,
    named: Iterable[str],
    source: Data | None = None,
    *,
    alone: bool = False,
    asked: Iterable[str] = (),
    reread: Reread | None = None,
) -> People:
    """The people of a run with the columns of segments.csv; those `named` that it lacks come from the plan's source.

    So do all others where the plan lets segments.csv carry less than all columns; `alone`, a source is not read for it.
    The columns `asked` for consent are as they stand in the data, whatever cleaning made of them.
    """
    names = dict(run.names)
    shape = partial(_as_people, id=run.id, known=run.segments().collect_schema().names())
    rows, blocks = shape(run.segments()), None
    here = rows.collect_schema().names()
    data = [n for n in here if n not in (*_OURS, run.id)]
    missing = [n for n in named if n not in here]
    changed = rewritten(run, asked)
    lacking = (missing or not data or run.plan.output.columns != "all") and not (alone and source is None)
    lacking = lacking and run.plan.source is not None and run.plan.source.path != "-"
    if reread and source is None and (lacking or changed):
        source = reread()
    if isinstance(source, DataRows) and (lacking or changed):
        looked_up = partial(
            _looked_up,
            here=rows.collect_schema(),
            data=source,
            found=partial(source.found, run, lambda: (_ids(shape(block)) for block in run.segment_blocks())),
            more=_more(source, here) if lacking else [],
            changed=changed,
        )
        numbered = partial(_numbered, run, shape)
        rows = looked_up(numbered)
        blocks = lambda: (looked_up(partial(iter, [block])) for block in numbered())  # noqa: E731
    elif not (lacking or changed):
        blocks = lambda: (shape(block) for block in run.segment_blocks())  # noqa: E731
    else:
        assert not isinstance(source, DataRows)
        rows = _joined(rows, run, source, here) if lacking else rows
        rows = as_answered(rows, run, changed, source)
    for block in blocks() if blocks else [rows]:
        noise = block.filter(pl.col("segment") == -1).select("segment_name").first().collect()
        if noise.height:
            names[-1] = str(noise.item())
            break
    return People(rows, names, blocks=blocks, merged=_merged(run))


def _merged(run: RunFiles) -> MergedIds | None:
    """Who was merged in the run or in any of its versions: who was one person in one month is one in the next."""
    places = folders(run).values()
    found = [(run if place == run.path else RunFiles.open(place)).merged() for place in places]
    pairs = [each for each in found if each is not None]
    return MergedIds.of(pl.concat(pairs)) if pairs else None


def _as_people(rows: pl.LazyFrame, id: str, known: list[str]) -> pl.LazyFrame:
    """Rows of segments.csv as text, but for the segment, with the id in the column `id`."""
    renamed = {id: "id"} | {n: _apart(n, known) for n in known if n == "id" and id != "id"}
    rows = rows.rename(renamed).drop("confidence")
    if id != "id":
        rows = rows.with_columns(pl.col("id").cast(pl.String).alias(id))
    return rows.with_columns(pl.exclude("segment").cast(pl.String))


def _more(data: DataRows, here: list[str]) -> list[str]:
    return [name for name in data.columns if name not in here and name != data.id]


def _looked_up(
    blocks: Callable[[], Iterator[tuple[int, pl.LazyFrame]]],
    here: Mapping[str, pl.DataType],
    *,
    data: DataRows,
    found: Callable[[], FoundRows],
    more: list[str],
    changed: dict[str, str],
) -> pl.LazyFrame:
    """Rows of segments.csv with `more` columns of the data, and its own answers in the `changed` ones.

    `here` is the schema of the `blocks`, which have their numbers in what was `found`; one is in memory.
    """
    asked = {c: name for c, name in changed.items() if name in data.columns and (c in here or c in more)}

    def frames(columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        own = [name for name in columns if name in here and name not in asked]
        theirs = [name for name in columns if name in more and name not in asked]
        answers = {c: name for c, name in asked.items() if c in columns}
        for number, block in blocks():
            frame = block.select(cols(dict.fromkeys(["id", *own]))).collect()
            made, at = [frame], found() if theirs or answers else None
            if at and theirs:
                made.append(data.cells(frame["id"], at.blocks[number], theirs))
            if at and answers:
                made.append(data.answers(frame["id"], at.blocks[number], answers, at.several))
            yield pl.concat(made, how="horizontal").select(cols(columns))

    return lazy_frames({**here, **dict.fromkeys(more, pl.String())}, frames)


def _numbered(run: RunFiles, shape: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Iterator[tuple[int, pl.LazyFrame]]:
    yield from enumerate(shape(block) for block in run.segment_blocks())


def _ids(block: pl.LazyFrame) -> pl.Series:
    return block.select("id").collect().to_series()


def _joined(rows: pl.LazyFrame, run: RunFiles, source: Table | None, here: list[str]) -> pl.LazyFrame:
    """The rows with the columns of the plan's source that they lack, by the id."""
    assert run.plan.source is not None
    table = source or read(run.plan.source, run.path)
    more = [n for n in table.frame.columns if n not in here and n != table.id]
    beside = table.frame.select(col(table.id).cast(pl.String).alias("id"), cols(more).cast(pl.String))
    return rows.join(beside.unique("id", keep="first").lazy(), on="id", how="left", maintain_order="left")


def _incomplete(run: RunFiles, order: CareOrder) -> bool:
    """Whether segments.csv lacks columns of the data, which may name people or hold what they answered."""
    dropped = any(isinstance(step, Drop) and not step.off for step in run.plan.clean)
    if rewritten(run, order.columns_asked()):
        return True
    known = {"id", *run.segments().collect_schema().names()}
    return dropped or run.plan.output.columns != "all" or not known >= set(named_columns(order))


def named_columns(order: CareOrder) -> list[str]:
    """The columns of the data that an order names."""
    return [*(s for s in order.columns.values() if s), *order.attributes, *order.columns_asked()]


def _apart(name: str, known: list[str]) -> str:
    count = 2
    while f"{name}_{count}" in known:
        count += 1
    return f"{name}_{count}"


def under_key(error: PlanError, key: str) -> PlanError:
    """The error with its keys under the export's, such as `export[1].columns.Email`."""
    return PlanError([Fault(f"{key}.{f.key}" if key else f.key, f.what, f.fix) for f in error.faults], plan=error.plan)
