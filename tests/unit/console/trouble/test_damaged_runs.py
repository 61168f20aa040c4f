"""A run with a damaged file: every command says which file, what is wrong with it and what to do, and ends with 3."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

RUN = Path("run")
OTHER = "city;population\nLyon;500000\nNice;340000\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A finished run with an export, a control group and learned steps, to be copied."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture
def run(command, made, tmp_path):
    """A copy of the run in the folder where commands are given, beside its data."""
    if not (made / "run").is_dir():
        rows = {"id": [f"p{i}" for i in range(60)], "x": [i % 3 * 10.0 + i / 100 for i in range(60)]}
        frame = pl.DataFrame(rows).with_columns(y=pl.col("x") * 2, email=pl.col("id") + "@example.org", bought=True)
        frame = frame.with_columns(bought=pl.int_range(60) % 2 == 0)
        frame.with_columns(x=pl.when(pl.int_range(60) != 6).then("x")).write_csv("people.csv")
        Path("plan.toml").write_text(
            'source = {path = "people.csv", id = "id"}\nfeatures.use = ["x", "y"]\nsearch.kmeans.k = [3]\n'
            '[[clean]]\nstep = "impute"\ncolumns = ["x"]\nmethod = "knn"\n'
        )
        assert command("run", "plan.toml", "-o", "run", "--quiet").returncode == 0
        done = command("export", "run", "--to", "csv", "-o", "out.csv", "--holdout", "0.2", "--no-consent-column")
        assert done.returncode == 0, done.stderr
        shutil.copytree(tmp_path, made, dirs_exist_ok=True)
    else:
        shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "run"


COMMANDS = {
    "forget": ("forget", RUN, "p7"),
    "verify": ("verify", RUN),
    "export": ("export", RUN, "--to", "csv", "-o", "again.csv", "--no-consent-column"),
    "compare": ("compare", RUN, "whole"),
    "readout": ("readout", RUN, "people.csv", "--outcome", "bought"),
    "assign": ("assign", RUN, "people.csv", "-o", "assigned.parquet"),
    "refresh": ("refresh", RUN, "people.csv"),
    "drift": ("drift", RUN, "people.csv"),
}
ALL = set(COMMANDS)
NO_MODEL = ALL - {"verify"}
PLACING = {"forget", "assign", "refresh", "drift"}


def cut(content):
    return content[: len(content) // 2]


def with_key(name, value):
    return lambda content: json.dumps({**json.loads(content), name: value}).encode()


DAMAGE = {
    "empty object": ("run.json", lambda _: b"{}", ALL),
    "no JSON": ("run.json", lambda _: b"\xff{", ALL),
    "cut": ("run.json", cut, ALL),
    "other kinds": ("run.json", with_key("outputs", [1]), ALL),
    "nested": ("run.json", lambda _: b"[" * 100_000, ALL),
    "counts of nothing": ("run.json", with_key("rows", {"read": None}), ALL),
    "counts of words": ("run.json", with_key("rows", {"read": "many"}), ALL),
    "long number": ("run.json", lambda _: b'{"chosen": ' + b"9" * 5_000 + b"}", ALL),
    "a second table": ("segments.csv", lambda _: OTHER.encode(), {"forget", "export", "compare", "readout"}),
    "other people": (
        "segments.csv",
        lambda content: content.replace(b"p7,", b"q7,"),
        {"forget", "export", "compare", "readout"},
    ),
    "text for numbers": (
        "segments.csv",
        lambda content: content.replace(b",0,", b",x,"),
        {"forget", "export", "readout"},
    ),
    "no bytes": ("segments.csv", lambda _: b"", {"forget", "export", "readout"}),
    "model {}": ("model/model.json", lambda _: b"{}", NO_MODEL),
    "model columns": ("model/model.json", with_key("columns", [{"name": 1}]), NO_MODEL),
    "model segments": ("model/model.json", with_key("segments", ["x"]), NO_MODEL),
    "model of no number": ("model/model.json", lambda c: c.replace(b'"shift": ', b'"shift": NaN, "x": '), {"assign"}),
    "huge segments": ("model/model.json", lambda c: c.replace(b'"segment": ', b'"segment": 1000000000000'), NO_MODEL),
    "fewer segments": ("model/model.json", lambda c: c.replace(b'"segment": 2', b'"segment": 1'), {"drift", "compare"}),
    "rows": ("model/rows.parquet", cut, NO_MODEL),
    "rows of a picture": ("model/rows.parquet", lambda _: b"\x89PNG" * 99, NO_MODEL),
    "centroids": ("model/centroids.parquet", cut, PLACING),
    "learned {}": ("model/learned.json", lambda _: b"{}", PLACING - {"forget"}),
    "learned cut": ("model/learned.json", cut, PLACING),
    "learned kinds": ("model/learned.json", with_key("source", [{"name": 5}]), PLACING - {"forget"}),
    "fit": ("model/fit.parquet", cut, PLACING),
    "fit-segments": ("model/fit-segments.parquet", cut, PLACING),
    "log": ("exports.jsonl", lambda content: content + b'{"number": "x"', {"forget", "export"}),
    "log kinds": ("exports.jsonl", lambda _: b"[1]\n", {"forget", "export"}),
    "ids of an export": ("exports/1.ids.parquet", cut, {"forget"}),
    "another profile": ("profile.csv", lambda _: OTHER.encode(), {"drift"}),
    "no profile": ("profile.csv", lambda _: b"", {"drift"}),
    "profile of words": ("profile.csv", lambda _: b"column,type,nulls\nx,number,many\n", {"drift"}),
    "no counts": ("run.json", with_key("rows", {"read": 60}), {"drift"}),
    "control": ("control.csv", lambda _: OTHER.encode(), {"export", "readout"}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_with_what_to_do(command, run, damage):
    name, change, asked = DAMAGE[damage]
    shutil.copytree(run, "whole")
    place = run / name
    place.write_bytes(change(place.read_bytes()))
    for each in sorted(asked):
        done = command(*COMMANDS[each])
        assert done.returncode == 3, (each, done)
        assert "Traceback" not in done.stderr
        assert name.rpartition("/")[2] in done.stderr, (each, done.stderr)
        assert "backup" in done.stderr or each == "forget", (each, done.stderr)
        assert not (Path("again.csv").exists() or Path("assigned.parquet").exists())


@pytest.mark.parametrize(
    "name", ["run.json", "plan.toml", "model/model.json", "model/rows.parquet", "model/learned.json"]
)
def test_forget_forgets_in_the_files_that_are_sound(command, run, name):
    (run / name).write_bytes(b"\xff\x00 broken")
    done = command("forget", run, "p7", "--json")
    told = json.loads(done.stdout)
    assert told["found"]
    if name != "plan.toml":
        assert done.returncode == 3
        assert name in told["damaged"]
        assert name.rpartition("/")[2] in done.stderr
    assert "p7" not in pl.read_csv(run / "segments.csv")["id"].to_list()
    for sound in ("rows.parquet", "fit.parquet"):
        if not name.endswith(sound):
            frame = pl.read_parquet(run / "model" / sound)
            assert "p7" not in frame["id"].to_list()
            assert frame.height == 59
    assert command("forget", run, "p7").returncode in (1, 3)


LOSSES = {
    "control gone": ("control.csv", lambda _: None, ("export", "readout", "force")),
    "control without its lines": ("control.csv", lambda c: c.splitlines(True)[0], ("export", "readout", "force")),
    "a line of control": ("control.csv", lambda c: b"".join(c.splitlines(True)[:-1]), ("export", "readout", "force")),
    "log gone": ("exports.jsonl", lambda _: None, ("export", "forget", "force")),
    "log emptied": ("exports.jsonl", lambda _: b"", ("export", "forget", "force")),
    "log of blanks": ("exports.jsonl", lambda _: b"\n \n", ("export", "forget", "force")),
}
REPLACED = ("run", "plan.toml", "-o", "run", "--force")


@pytest.mark.parametrize("loss", LOSSES)
def test_what_grew_after_the_run_is_missed_when_it_is_gone(command, run, loss):
    name, change, asked = LOSSES[loss]
    place, whole = run / name, (run / name).read_bytes()
    left = change(whole)
    place.unlink() if left is None else place.write_bytes(left)
    for each in asked:
        done = command(*{**COMMANDS, "force": REPLACED}[each])
        assert done.returncode == 3, (each, done)
        assert name in done.stderr and ("backup" in done.stderr or each == "forget"), (each, done.stderr)
        assert not Path("again.csv").exists()
    place.write_bytes(whole)
    assert command(*COMMANDS["export"]).returncode == 0
    held = set(pl.read_csv(run / "control.csv")["id"])
    assert held and not held & set(pl.read_csv("again.csv")["id"])


def test_the_log_is_missed_in_a_run_of_before_too(command, run):
    known = json.loads((run / "run.json").read_text())
    assert known.pop("records")["exports"] == 1
    (run / "run.json").write_text(json.dumps(known))
    (run / "exports.jsonl").unlink()
    assert command(*COMMANDS["export"]).returncode == 3


def test_who_is_forgotten_is_missed_by_nobody(command, run):
    for id in pl.read_csv(run / "control.csv")["id"].to_list():
        assert command("forget", run, id, "--quiet").returncode == 0
    assert json.loads((run / "run.json").read_text())["records"] == {"held": 0, "exports": 1}
    assert command(*COMMANDS["export"]).returncode == 0


def test_a_run_that_replaces_another_remembers_what_it_took_over(command, run):
    held = json.loads((run / "run.json").read_text())["records"]["held"]
    assert held == pl.read_csv(run / "control.csv").height > 0
    assert command(*REPLACED, "--quiet").returncode == 0
    assert json.loads((run / "run.json").read_text())["records"] == {"held": held, "exports": 1}
    (run / "control.csv").unlink()
    assert command(*COMMANDS["export"]).returncode == 3
    assert command("run", "plan.toml", "-o", "june", "--previous", "run").returncode == 3


def test_a_choice_of_versions_that_is_no_text_is_told_as_damaged(command, run):
    assert command("refresh", run, "people.csv", "--quiet").returncode == 0
    for content in (b"\xff\xfe1", b"9" * 5_000):
        (run / "versions/current").write_bytes(content)
        done = command(*COMMANDS["assign"])
        assert done.returncode == 3 and "versions/current" in done.stderr and "--rollback" in done.stderr
    assert command("refresh", run, "--rollback", "1").returncode == 0
    assert command(*COMMANDS["assign"]).returncode == 0


@pytest.mark.parametrize("name", ["versions/1/segments.csv", "control.csv"])
def test_forget_names_a_file_of_rows_without_an_id(command, run, name):
    assert command("refresh", run, "people.csv", "--quiet").returncode == 0
    place = run / name
    place.write_bytes(b"\x7f\x1b[2J" + place.read_bytes())
    done = command("forget", run, "p7", "--json")
    assert done.returncode == 3 and name in json.loads(done.stdout)["damaged"]
    assert "p7" not in pl.read_csv(run / "segments.csv")["id"].to_list()


@pytest.mark.slow
def test_what_a_feature_maker_learned_is_missed_by_name(command, tmp_path):
    orders = Path(__file__).parents[4] / "sample_data" / "cdnow_orders.csv"
    (tmp_path / "orders.csv").write_bytes(orders.read_bytes())
    (tmp_path / "plan.toml").write_text(
        '[[derive]]\nkind = "clv"\npath = "orders.csv"\nid = "customer_id"\ndate = "order_date"\namount = "amount"\n'
        '[features]\nuse = ["clv_value", "clv_alive"]\n[search.kmeans]\nk = [3]\n'
    )
    assert command("run", "plan.toml", "-o", "run", "--quiet").returncode == 0
    facts = tmp_path / "run" / "model" / "learned.json"
    facts.write_text(facts.read_text().replace('"vip_from"', '"other"'))
    done = command("assign", RUN, "orders.csv", "-o", "assigned.csv")
    assert done.returncode == 3
    assert "learned.json: can't be read: 'vip_from' is missing" in done.stderr
    assert not (tmp_path / "assigned.csv").exists()
