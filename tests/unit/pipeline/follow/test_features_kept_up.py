"""Features after many batches are those that the makers have of the whole log, and so are the segments."""

import csv
import dataclasses
import io
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.features.log.times import day_of_number
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.follow.followed_run import OF_UTC, FollowedRun
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.scoring.assign import AssignTally, assigned
from segtui.pipeline.scoring.fitted_model import read_learned, segmenter
from segtui.pipeline.scoring.new_rows import LaterRows
from tests.unit.pipeline.follow.followed import EVENT_COLUMNS, ORDER_COLUMNS, follow, messages, stream, table, written

LATE = 2 * 86_400


def in_time(found):
    """Brute force: those not more than two days behind the newest before them, or the tables' last one."""
    from datetime import datetime

    newest, kept = datetime(2026, 3, 5, 23, 59, 59), []
    for fields in found:
        at = datetime.fromisoformat(fields["timestamp"])
        newest = max(newest, at)
        if (newest - at).total_seconds() <= LATE:
            kept.append(fields)
    return kept


def whole_tables(place, found):
    """The run's own tables with all events of the stream behind their rows."""
    events = list(csv.reader((place / "events.csv").open()))[1:]
    orders = list(csv.reader((place / "orders.csv").open()))[1:]
    events += [[fields.get(name, "") for name in EVENT_COLUMNS] for fields in found]
    orders += [[fields.get(name, "") for name in ORDER_COLUMNS] for fields in found if "order_id" in fields]
    table(place / "all-events.csv", EVENT_COLUMNS, events)
    table(place / "all-orders.csv", ORDER_COLUMNS, orders)
    people = {row["customer_id"]: row for row in csv.DictReader((place / "customers.csv").open())}
    for fields in found:
        who = str(fields["customer_id"])
        row = people.setdefault(who, {"customer_id": who, "income": "", "country": ""})
        if "income" in fields:
            row["income"] = str(fields["income"])
    table(place / "all-customers.csv", ("customer_id", "income", "country"), [row.values() for row in people.values()])


def kept_features(place):
    """The features of every customer, of what is kept of them."""
    followed = FollowedRun.of(RunFiles.open(place / "run"))
    with StateFile(place / "run", whole_ids=True) as state:
        zoned = {int(number): of_utc for number, of_utc in state.fact(OF_UTC).items()}
        followed = dataclasses.replace(followed, zoned=zoned)
        state.touch(who for (who,) in state.rows("select customer from placed"))
        day = day_of_number(state.fact("clock")["day"])
        return followed, day, followed.live_rows(state, day).derived


@pytest.mark.parametrize("seed", [6, pytest.param(7, marks=pytest.mark.slow), pytest.param(8, marks=pytest.mark.slow)])
def test_features_and_segments_are_those_of_the_whole_log(place, seed):
    found = messages(seed)
    stream(place, found)
    totals = follow(place)
    kept = in_time(found)
    assert totals.late == len(found) - len(kept)
    assert totals.events == len(kept) and totals.rejected == 0
    whole_tables(place, kept)
    followed, day, derived = kept_features(place)
    files = {1: "all-events.csv", 2: "all-orders.csv", 3: "all-events.csv", 4: "all-orders.csv"}
    for number, maker in followed.run.plan.table_makers():
        log = read(Source(path=files[number]), place, known=followed.learned.derive_forms[number - 1])
        brute = maker.measured_to(day).transform(log, followed.learned.derived[number - 1]).frame
        assert brute.height > 80
        assert_frame_equal(derived[number].frame.sort("customer_id"), brute, rel_tol=1e-12)
    run, files = followed.run, {n: str(place / name) for n, name in files.items()}
    with LaterRows(run, read_learned(run), str(place / "all-customers.csv"), files, io.BytesIO()) as later:
        parts = assigned(run, read_learned(run), segmenter(run), later, AssignTally(), lambda _: None)
        brute = pl.concat(parts).filter(pl.col("reason").is_null())
    mine = {who: (segment, name, sure) for who, segment, name, sure in written(place)}
    theirs = {row[0]: row[1:4] for row in brute.iter_rows()}
    assert {who: mine[who] for who in theirs} == theirs
    assert Path(place / "run" / "follow.rejected.ndjson").read_text() == ""
