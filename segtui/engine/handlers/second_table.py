"""Answers what a second table is, and what a maker would make of it, or of their own columns, for the customers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import polars as pl

from segtui.data.source import Source
from segtui.data.stores.local_lakes import lake_path
from segtui.data.table import ReadReport, Table
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import MakerTried, RecognizeTable, TableRecognized, TryMaker
from segtui.engine.transport.messages.payloads import MakerProposal, TableProfile
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import DataError, SegtuiError
from segtui.features.join_features import join
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.recognition.second_table import find_match, propose, propose_own
from segtui.features.row_maker import RowMaker
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.libraries.columns import cols
from segtui.plan.model import Plan
from segtui.profiling.profile import profile


def recognize(question: RecognizeTable, cache: SessionCache, reporter: ProgressReporter) -> TableRecognized:
    """Read the table, find the column with the customers' ids, and ask every maker; without a table those of rows.

    Raises DataError where none fits.
    """
    plan, folder = cache.plan(question), Path(question.folder)
    frame, id = _customers(plan, folder, cache, reporter)
    reporter.stage(say("reading {file}", file=question.path))
    own = [_told(proposal, "") for proposal in propose_own(frame, id)]
    if not question.path:
        return _own_columns(question, frame, id, own)
    table = cache.files.table(Source(path=lake_path(question.path, folder)), folder)
    reporter.stage(say("comparing ids"))
    match = find_match(frame.get_column(id), table)
    name = re.sub(r"\W+", "_", Path(question.path).name.partition(".")[0]).strip("_") or "more"
    makers = propose(table, match.column, frame.columns, name)
    return TableRecognized(
        question.ticket,
        path=question.path,
        rows=table.frame.height,
        columns=table.frame.columns,
        id=match.column,
        found=match.found,
        customers=match.customers,
        unknown=match.unknown,
        makers=[*(_told(proposal, question.path) for proposal in makers), *own],
    )


def _own_columns(
    question: RecognizeTable, frame: pl.DataFrame, id: str, makers: list[MakerProposal]
) -> TableRecognized:
    if not makers:
        what = say(
            "no further features can be made of these columns: none holds sentences, French postcodes or coordinates"
        )
        raise DataError(what, where="source", fix=say("name a second table, such as orders"))
    rows, columns = frame.height, frame.columns
    return TableRecognized(
        question.ticket,
        path="",
        rows=rows,
        columns=columns,
        id=id,
        found=rows,
        customers=rows,
        unknown=0,
        makers=makers,
    )


def try_maker(question: TryMaker, cache: SessionCache, reporter: ProgressReporter) -> MakerTried:
    """Make the columns, join them to the customers, and profile them; raises what a run of the plan would."""
    whole, folder = cache.plan(question), Path(question.folder)
    plan, maker = whole.model_copy(update={"derive": whole.derive[:-1]}), whole.derive[-1]
    key = f"derive[{len(whole.derive)}]"
    frame, id = _customers(plan, folder, cache, reporter)
    reporter.stage(say("making {features}", features=maker.called()))
    if isinstance(maker, TableMaker):
        made = cache.files.derived(maker, cache.files.table(maker.table(), folder))
    else:
        assert isinstance(maker, RowMaker)
        made = cache.files.derived_rows(maker, frame, key)
    joined, notes = join(frame, id, made, key)
    new = joined.select(cols([name for name in made.frame.columns if name != made.id]))
    looks = profile(Table(new, "", ReadReport(maker.origin(), (), "")))
    return MakerTried(
        question.ticket,
        number=question.number,
        profile=cast("TableProfile", looks.to_dict()),
        use=list(maker.starter_features(made)),
        notes=[*notes, *made.notes],
    )


def _customers(plan: Plan, folder: Path, cache: SessionCache, reporter: ProgressReporter) -> tuple[pl.DataFrame, str]:
    """The customers as they are clustered; as they are in their file, where the plan can't be prepared yet."""
    try:
        made = cache.prepared(plan, folder, reporter).prepared
    except SegtuiError:
        if plan.source is None:
            raise
        table = cache.table(plan, folder)
        return table.frame, table.id
    return made.frame, made.id


def _told(proposal: ProposedMaker, path: str) -> MakerProposal:
    """A proposal with the keys that it sets."""
    kind = type(proposal.maker)
    keys = proposal.maker.model_dump(mode="json", include=proposal.maker.model_fields_set)
    return {"kind": kind.called(), "what": proposal.what, "keys": {**keys, "path": path} if path else keys}
