"""Segments in tables of real databases: each mode beside a brute force, and what is refused."""

import random

import polars as pl
import pytest

from segtui.delivery.writing.targets.snowflake import SnowflakeSession
from segtui.errors import DataError, UnreachableError
from tests.unit.delivery.writing.conftest import snowflake_schema

NAMES = ("Loyal", "New", "At risk")


def people(ids, seed):
    """A run's rows of these ids, at random."""
    draw = random.Random(seed)
    rows = [(i, s := draw.randrange(3), NAMES[s], round(draw.random(), 3)) for i in ids]
    return pl.DataFrame(rows, schema=["customer_id", "segment", "segment_name", "confidence"], orient="row")


def two_runs(seed):
    """Two runs of which the second has others too, and some unchanged."""
    draw = random.Random(seed)
    first = people(draw.sample(range(40), 25), seed)
    known = {row[0]: row for row in first.rows()}
    second = people(draw.sample(range(40), 25), seed + 100)
    kept = [known[row[0]] if row[0] in known and draw.random() < 0.4 else row for row in second.rows()]
    return first, pl.DataFrame(kept, schema=first.schema, orient="row")


@pytest.mark.parametrize("remove", ["delete", "keep", "mark"])
def test_a_merge_does_what_a_loop_over_rows_does(database, write, remove):
    first, second = two_runs(7)
    order = database.order(remove=remove)
    write(order, first)
    counts = write(order, second, "june")
    before, after = ({row[0]: row[1:] for row in frame.rows()} for frame in (first, second))
    expected = {**({} if remove == "delete" else before), **after}
    gone = before.keys() - after.keys()
    if remove == "mark":
        expected |= dict.fromkeys(gone, (None, None, None))
    found = database.ask(f"select * from {database.table('segments')}")
    assert {row[0]: row[1:] for row in found} == expected and len(found) == len(expected)
    same = {i for i in before.keys() & after.keys() if before[i] == after[i]}
    assert (counts.new, counts.unchanged) == (len(after.keys() - before.keys()), len(same))
    assert counts.changed == len(before.keys() & after.keys()) - len(same)
    assert counts.removed == (0 if remove == "keep" else len(gone))


def test_a_history_ends_rows_and_begins_new_ones(database, write):
    order = database.order("past", mode="history", columns=["segment_name", "run"])
    first, second = two_runs(3)
    write(order, first)
    counts = write(order, second, "june")
    before, after = (dict(frame.select("customer_id", "segment_name").rows()) for frame in (first, second))
    rows = database.ask(f"select customer_id, segment_name, run, valid_from, valid_to from {database.table('past')}")
    assert {i: name for i, name, _, _, until in rows if until is None} == after
    ended = {i: name for i, name, *_, until in rows if until is not None}
    assert ended == {i: name for i, name in before.items() if after.get(i) != name}
    assert all(run == ("may" if after[i] == before.get(i) else "june") for i, _, run, _, until in rows if until is None)
    starts = {i: since for i, *_, since, until in rows if until is None}
    assert all(starts[i] == until for i, *_, until in rows if until is not None and i in after)
    assert counts.removed == len(before.keys() - after.keys())
    assert counts.changed == sum(name != after[i] for i, name in before.items() if i in after)


def test_since_when_somebody_is_in_a_segment_stays_where_the_segment_does(database, write):
    order = database.order(columns=["segment_name", "confidence", "run", "valid_from"])
    table = database.table("segments")
    write(order, people(range(9), 1))
    past = {row[0]: row[1] for row in database.ask(f"select customer_id, segment_name from {table}")}
    database.ask(f"update {table} set valid_from = '2020-01-01 00:00:00'")
    write(order, people(range(9), 2), "june")
    now = database.ask(f"select customer_id, segment_name, run, valid_from from {table}")
    assert all(run == "june" and str(since).startswith("2020") == (name == past[i]) for i, name, run, since in now)
    assert len({str(since)[:4] for *_, since in now}) == 2


def test_an_update_leaves_other_rows_and_columns_alone(database, write):
    table = database.table("customers")
    database.ask(f"create table {table} (id varchar(9) not null, city varchar(20) not null, seg varchar(9), c real)")
    database.ask(f"insert into {table} (id, city) values ('1', 'Bonn'), ('2', 'Lyon'), ('99', 'Graz')")
    order = database.order("customers", mode="update", key="id", columns={"seg": "segment_name", "c": "confidence"})
    counts = write(order, people([1, 2, 3], 5))
    assert (counts.changed, counts.absent, counts.new) == (2, 1, 0)
    rows = sorted(database.ask(f"select id, city, seg, c is null from {table}"))
    assert [row[:2] for row in rows] == [("1", "Bonn"), ("2", "Lyon"), ("99", "Graz")]
    assert [row[2] in NAMES for row in rows] == [True, True, False] and [bool(row[3]) for row in rows][2]
    assert write(order, people([1, 2, 3], 5), "again").unchanged == 2 + 0 * counts.absent
    merge = database.order("customers", key="id", columns={"seg": "segment_name"})
    with pytest.raises(DataError, match=r"(?i)more than segments, and would be lost: city, c"):
        write(merge, people([1], 5))
    with pytest.raises(DataError, match=r"(?i)a new row needs city too"):
        write(merge.model_copy(update={"remove": "keep"}), people([1], 5))
    with pytest.raises(DataError, match='no column "since"'):
        write(order.model_copy(update={"columns": {"since": "valid_from"}}), people([1], 5))


def test_append_adds_a_run_once_and_replace_takes_all_away(database, write):
    table = database.table("log")
    order = database.order("log", mode="append", columns=["segment", "run"], key=["customer_id", "run"])
    assert write(order, people(range(5), 1)).new == 5
    write(order, people(range(5), 2), "june")
    assert write(order, people(range(5), 1)).before
    assert sorted(database.ask(f"select run, count(*) from {table} group by run")) == [("june", 5), ("may", 5)]
    again = database.order("log", mode="replace", columns=["segment", "run"])
    counts = write(again, people(range(3, 7), 3), "july")
    assert (counts.rows, database.ask(f"select count(*) from {table}")) == (4, [(4,)])


def test_twice_is_already_written_but_not_after_another_run(database, write):
    order, may, june = database.order(), people(range(9), 1), people(range(9), 2)
    assert not write(order, may).before and write(order, may).before
    assert not write(order, june, "june").before and not write(order, may).before
    database.ask(f"drop table {database.table('segments')}")
    assert write(order, may).new == 9


def test_what_is_not_committed_leaves_nothing(database, write):
    order = database.order()
    assert write(order, people(range(5), 1), commit=False).new == 5
    with pytest.raises(Exception, match=r"(?i)segments"):
        database.ask(f"select * from {database.table('segments')}")
    write(order, people(range(5), 1))
    before = sorted(database.ask(f"select * from {database.table('segments')}"))
    assert write(order, people(range(3, 9), 2), "june", commit=False).removed == 3
    assert sorted(database.ask(f"select * from {database.table('segments')}")) == before


def test_a_key_that_is_no_key_in_the_table_is_refused(database, write):
    table = database.table("twice")
    database.ask(f"create table {table} (customer_id integer, segment integer)")
    database.ask(f"insert into {table} values (1, 0), (1, 1)")
    with pytest.raises(DataError, match="several rows of the table have the same key"):
        write(database.order("twice", columns=["segment"]), people([1, 2], 1))
    database.ask(f"create table {database.table('small')} (customer_id integer, confidence integer)")
    with pytest.raises(DataError, match="would lose the decimals"):
        write(database.order("small", columns=["confidence"]), people([1], 1))
    if database.is_snowflake:
        return  # fakesnow's information_schema.tables has no views
    database.ask(f"create view {database.table('seen')} as select 1 as customer_id, 2 as segment")
    with pytest.raises(DataError, match="is a view"):
        write(database.order("seen", columns=["segment"]), people([1], 1))


def test_names_with_quotes_capitals_and_no_rows_are_written(database, write):
    if database.is_snowflake:
        pytest.skip("fakesnow can't describe a table with an apostrophe in its name")
    frame = people(range(3), 1).rename({"customer_id": 'Kunde "Nr"; --'})
    order = database.order("Seg'ment", columns={"select": "segment_name"})
    if database.schema:
        order = order.model_copy(update={"table": f'{database.schema}."Seg\'ment"'})
    assert write(order, frame.clear()).rows == 0
    assert write(order, frame, "june").new == 3


def test_a_user_without_rights_is_told_which(uri, postgres, write):
    postgres.psql("create schema closed; create user guest; grant usage on schema closed to guest;")
    from segtui.delivery.writing.config import WriteBack

    order = WriteBack(connection=uri.replace("postgres@", "guest@"), table="closed.segments")
    with pytest.raises(UnreachableError, match="lacks the rights: create on schema closed"):
        write(order, people([1], 1))


def test_capitals_of_columns_count_only_where_the_database_says_so(database, write):
    table = database.table("capitals")
    database.ask(f"create table {table} (Customer_Id integer, SEGMENT integer)")
    order = database.order("capitals", columns={"Segment": "segment"}, key="CUSTOMER_ID")
    if database.url.startswith("postgresql"):
        with pytest.raises(DataError, match='no column "CUSTOMER_ID"'):
            write(order, people([1], 1))
    else:
        assert write(order, people([1], 1)).new == 1 and write(order, people([1], 1), "june").unchanged == 1


@pytest.mark.slow
@pytest.mark.parametrize("known", [False, True])
def test_of_two_writes_to_snowflake_at_a_time_the_second_is_refused(known, request, snowflake, write, monkeypatch):
    database = snowflake_schema(*snowflake, f"two_writers_{known}", request)
    order, may, june = database.order(), people(range(9), 1), people(range(3, 12), 2)
    if known:
        write(order, people(range(5), 3), "april")
    commit = SnowflakeSession.commit

    def after_another(session):
        monkeypatch.setattr(SnowflakeSession, "commit", commit)
        write(order, june, "june")
        commit(session)

    monkeypatch.setattr(SnowflakeSession, "commit", after_another)
    with pytest.raises(UnreachableError, match="another run was written to the table meanwhile"):
        write(order, may)
    assert sorted(database.ask(f"select * from {database.table('segments')}")) == sorted(june.rows())
    assert write(order, may).removed == 3
