"""Events are as the specification has them, and a file of them is whole lines whoever writes them."""

import enum
import importlib
import inspect
import json
import multiprocessing
import pkgutil
import types
import typing

import pytest

from segtui.errors import UsageError
from segtui.pipeline.observers.observer import CommandOutcome, Dataset, FailedCommand, Occasion, Origin
from segtui.pipeline.observers.open_lineage.event_file import EventFile
from segtui.pipeline.observers.open_lineage.events import LineageEvents

READ = Dataset("file", "/data/a.csv", {"id": "Int64", "income": "Float64"}, 200, 4096, {"income": (3, 180)})
MADE = Dataset(
    "file",
    "/runs/may/segments.csv",
    {"id": "Int64", "segment": "Int32"},
    197,
    2048,
    origins={
        "id": (Origin("file", "/data/a.csv", "id", is_same=True),),
        "segment": (Origin("file", "/data/a.csv", "income"),),
    },
)


def events(*turns, command="run", parent=""):
    """What is delivered by the turns of a command."""
    found = []
    observer = LineageEvents(found.append, parent=parent)
    observer.started(Occasion(command, "may", "may", (Dataset("file", "/data/a.csv"),)))
    for name, *arguments in turns:
        getattr(observer, name)(*arguments, 1.0)
    return json.loads(json.dumps(found, allow_nan=False))


WHOLE = ("finished", CommandOutcome(0, {"rows": 197}, inputs=(READ,), outputs=(MADE,)))
TURNS = [
    [WHOLE],
    [("failed", FailedCommand("DataError", 3))],
    [("failed", FailedCommand("KeyboardInterrupt", 130, CommandOutcome(inputs=(READ,))))],
    [("batch_ended", {"batch": 1}), WHOLE],
]


@pytest.mark.parametrize(("turns", "kinds"), zip(TURNS, ["COMPLETE", "FAIL", "ABORT", "RUNNING COMPLETE"], strict=True))
def test_a_command_is_one_run_of_a_job_from_start_to_end(turns, kinds):
    found = events(*turns)
    assert [each["eventType"] for each in found] == ["START", *kinds.split()]
    assert len({each["run"]["runId"] for each in found}) == 1
    assert {(each["job"]["namespace"], each["job"]["name"]) for each in found} == {("segtui", "may.run")}
    assert all(each["inputs"] for each in found)


def test_columns_say_what_they_are_made_of_and_tables_how_many_rows_they_have():
    made = events(WHOLE)[-1]["outputs"][0]
    fields = made["facets"]["columnLineage"]["fields"]
    assert fields["id"]["inputFields"][0]["transformations"][0]["subtype"] == "IDENTITY"
    assert [(o["field"], o["transformations"][0]["subtype"]) for o in fields["segment"]["inputFields"]] == [
        ("income", "TRANSFORMATION")
    ]
    statistics = made["outputFacets"]["outputStatistics"]
    assert (statistics["rowCount"], statistics["size"]) == (197, 2048)
    metrics = events(WHOLE)[-1]["inputs"][0]["inputFacets"]["dataQualityMetrics"]
    assert (metrics["rowCount"], metrics["columnMetrics"]) == (200, {"income": {"nullCount": 3, "distinctCount": 180}})


def test_an_error_is_told_without_its_words():
    error = events(("failed", FailedCommand("DataError", 3)))[-1]["run"]["facets"]["errorMessage"]
    assert error["message"] == "DataError (exit 3)" and "stackTrace" not in error


@pytest.mark.parametrize(("told", "job"), [("ns/dag.task/5f0c", "dag.task"), ("https://af/dag.t/5f0c", "dag.t")])
def test_a_schedulers_task_is_the_parent(told, job):
    parent = events(WHOLE, parent=told)[-1]["run"]["facets"]["parent"]
    assert (parent["job"]["name"], parent["run"]["runId"]) == (job, "5f0c")
    assert all("parent" not in each["run"]["facets"] for each in events(WHOLE, parent="nonsense"))


def published():
    """The classes that the project makes of its published specification, by the address of each schema."""
    package = importlib.import_module("openlineage.client.generated")
    modules = [importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
    classes = [c for m in modules for c in vars(m).values() if inspect.isclass(c) and hasattr(c, "_get_schema")]
    return {c._get_schema(): c for c in classes}


def misfits(value, hint, where):
    """Where a value of JSON is not what the annotation of a published class says."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        tried = [list(misfits(value, each, where)) for each in typing.get_args(hint)]
        yield from () if any(not each for each in tried) else tried[0]
    elif hasattr(hint, "__attrs_attrs__"):
        yield from of_class(value, hint, where)
    elif typing.get_origin(hint) is list:
        for number, each in enumerate(value if isinstance(value, list) else [None]):
            yield from misfits(each, typing.get_args(hint)[0], f"{where}[{number}]")
    elif typing.get_origin(hint) is dict:
        for name, each in (value if isinstance(value, dict) else {"": None}).items():
            yield from misfits(each, typing.get_args(hint)[1], f"{where}.{name}")
    elif hint is float:
        yield from () if isinstance(value, int | float) else [f"{where}: {value!r} is no number"]
    elif inspect.isclass(hint) and issubclass(hint, enum.Enum):
        yield from () if value in [each.value for each in hint] else [f"{where}: {value!r} is no {hint.__name__}"]
    elif inspect.isclass(hint) and hint is not object:
        yield from () if isinstance(value, hint) else [f"{where}: {value!r} is no {hint.__name__}"]


def of_class(value, cls, where):
    import attr

    if not isinstance(value, dict):
        yield f"{where}: no object"
        return
    if "_schemaURL" in value:
        known = published()
        if value["_schemaURL"] not in known:
            yield f"{where}: there is no {value['_schemaURL']}"
            return
        cls = known[value["_schemaURL"]]
    fields = {f.name: f for f in attr.fields(cls) if f.name not in ("schemaURL", "_schemaURL", "_producer")}
    hints = typing.get_type_hints(cls, None, {**vars(inspect.getmodule(cls)), "ClassVar": typing.ClassVar})
    given = {name: each for name, each in value.items() if name not in ("schemaURL", "_schemaURL", "_producer")}
    yield from (f"{where}.{name}: unknown" for name in given.keys() - fields.keys())
    needed = [name for name, field in fields.items() if field.default is attr.NOTHING]
    yield from (f"{where}.{name}: missing" for name in needed if name not in given)
    for name in given.keys() & fields.keys():
        yield from misfits(given[name], hints[name], f"{where}.{name}")
    checked = {name: given[name] for name in needed if isinstance(given.get(name), str)}
    if checked.keys() == set(needed):
        cls(**checked, **{n: v for n, v in given.items() if n in fields and n not in checked and isinstance(v, str)})


@pytest.mark.parametrize("turns", TURNS)
@pytest.mark.parametrize("parent", ["", "ns/dag.task/0192f7a0-0000-7000-8000-000000000000"])
def test_events_are_as_the_published_specification_says(turns, parent):
    pytest.importorskip("openlineage.client", reason="openlineage-python has the published specification")
    base = importlib.import_module("openlineage.client.generated.base")
    found = events(*turns, parent=parent)
    assert [fault for each in found for fault in of_class(each, base.RunEvent, each["eventType"])] == []
    assert found[0]["schemaURL"] == base.RunEvent._get_schema()
    broken = {**found[-1], "run": {"facets": {}}, "job": {"namespace": 3, "name": "x", "odd": 1}}
    assert len(list(of_class(broken, base.RunEvent, ""))) == 3, "the check itself finds what is wrong"


def add_many(place, name):
    for number in range(50):
        EventFile(place).add({"eventTime": "t", "of": name, "number": number, "filling": "x" * 5_000})


def test_commands_that_write_at_once_leave_whole_lines(tmp_path):
    place = tmp_path / "lineage.ndjson"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=add_many, args=(place, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = [json.loads(line) for line in place.read_text().splitlines()]
    assert sorted((each["of"], each["number"]) for each in found) == [(n, i) for n in "ab" for i in range(50)]


def test_after_half_a_line_a_new_one_begins(tmp_path):
    place = tmp_path / "lineage.ndjson"
    EventFile(place).add({"eventTime": "1"})
    with place.open("a") as file:
        file.write('{"eventTime": "2", "ru')
    EventFile(place).add({"eventTime": "3"})
    lines = place.read_text().splitlines()
    assert [json.loads(lines[0]), json.loads(lines[2])] == [{"eventTime": "1"}, {"eventTime": "3"}]


@pytest.mark.parametrize("content", ["id,name\n1,Ann\n", '{"customers": []}', "\n"])
def test_a_file_of_something_else_stays_as_it_is(tmp_path, content):
    place = tmp_path / "data.json"
    place.write_text(content)
    with pytest.raises(UsageError, match="something else"):
        EventFile(place).add({"eventTime": "1"})
    assert place.read_text() == content
