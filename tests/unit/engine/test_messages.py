import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.engine.handlers.error_replies import failed
from segtui.engine.transport import messages
from segtui.engine.transport.child import messages as parsed
from segtui.engine.transport.child import newest
from segtui.engine.transport.messages import Failed, Look, Message, Note, Progress, Searched, parse
from segtui.errors import DataError, Fault, PlanError

KINDS = list(Message.KINDS.values())
TEXT = st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OF = {
    "str": TEXT,
    "int": st.integers(),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "str | None": st.none() | TEXT,
    "int | None": st.none() | st.integers(),
}


def any_message():
    def of(kind):
        return st.builds(kind, **{f.name: OF.get(f.type, JSON) for f in dataclasses.fields(kind)})

    return st.one_of([of(kind) for kind in KINDS])


@given(any_message())
def test_a_message_comes_through_its_line_as_it_was(message):
    line = message.line()
    assert "\n" not in line
    assert parse(line) == message


@given(st.text() | JSON.map(json.dumps) | st.binary().map(lambda b: b.decode("latin-1")))
def test_what_is_no_message_is_a_value_error(line):
    with pytest.raises(ValueError, match="no message"):
        parse(line)


@pytest.mark.parametrize(
    "line",
    ['{"say": "Look"}', '{"say": "Look", "ticket": 1, "path": "a", "more": 2}', '{"say": ["Look"]}', "[" * 99_999],
)
def test_a_message_of_a_known_kind_with_other_fields_is_none(line):
    with pytest.raises(ValueError, match="no message"):
        parse(line)


def test_a_path_that_is_no_text_comes_through():
    assert parse(Look(1, "caf\udce9.csv").line()).path == "caf\udce9.csv"


def test_every_kind_of_message_is_documented():
    assert all(kind.__doc__ and kind.__module__.startswith(messages.__name__) for kind in KINDS)


def test_of_the_progress_that_waits_only_the_last_counts():
    waiting = [Progress(1, 1, 9), Progress(1, 2, 9), Note(1, "so"), Progress(1, 3, 9), Progress(2, 1, 9)]
    assert list(newest(waiting)) == [waiting[1], waiting[2], waiting[3], waiting[4]]
    assert list(newest([])) == []


def test_garbage_between_messages_is_left_out():
    lines = [b"", b"\xff\xfe", b"{}", Failed(1, "what", 2).line().encode(), b"Traceback (most recent call last)"]
    assert list(parsed(lines)) == [Failed(1, "what", 2)]


def test_no_number_that_json_lacks_gets_into_a_message():
    with pytest.raises(ValueError, match="JSON"):
        Searched(1, [{"silhouette": float("nan")}], "", None, None, 0).line()


def test_a_failure_names_the_keys_of_the_plan_that_are_wrong(tmp_path):
    faults = [Fault("clean[2].columns", "there is no column", "use another"), Fault("clean[3].where", "no SQL")]
    told = failed(1, PlanError(faults), tmp_path)
    assert [fault["key"] for fault in told.faults] == ["clean[2].columns", "clean[3].where"]
    assert told.faults[0]["fix"] == "use another"
    alone = parse(failed(2, DataError("leaves no rows", where="clean[1]"), tmp_path).line())
    assert alone.faults == [{"key": "clean[1]", "what": "leaves no rows", "fix": ""}]
