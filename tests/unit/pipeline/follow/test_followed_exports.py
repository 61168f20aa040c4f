"""Campaign files that follow a stream: made of everybody as they are now, by the gate of all exports."""

import csv
import json

import polars as pl
import pytest

from segtui.errors import PlanError
from segtui.pipeline.artifacts import export_log
from segtui.pipeline.artifacts.manifest import sha256
from segtui.pipeline.artifacts.records import Records
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.stream_answers import by_stream
from segtui.pipeline.follow.sinks import export as sink
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.plan.followed import refuse_unfollowable
from segtui.plan.load import parse
from tests.unit.pipeline.follow.followed import PLAN, copied, follow, made_run, messages, shop, stream, written

EXPORT = """
[[export]]
to = "klaviyo"
path = "sent/klaviyo.csv"
consent = "agrees"
attributes = ["monetary"]
holdout = 0.2
min_size = 1
"""


def _mail(who):
    return f"p{who}@example.com"


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A shop with a run whose customers have addresses and answers; customer 3 stands there twice, 5 said no."""
    place = shop(tmp_path_factory.mktemp("mails"))
    rows = list(csv.reader((place / "customers.csv").open()))
    more = [[*rows[0], "email", "agrees"]]
    more += [[*row, _mail(row[0]), "no" if row[0] == "5" else "yes"] for row in rows[1:]]
    more.append([*rows[3][:3], _mail(3), "no"])
    with (place / "customers.csv").open("w", newline="") as file:
        csv.writer(file).writerows(more)
    once = '[[clean]]\nstep = "deduplicate"\nby = ["customer_id"]\nkeep = "first"\n'
    plan = PLAN.replace("[[clean]]", f"{once}[[clean]]", 1).replace("[follow]", f"{EXPORT}[follow]")
    (place / "plan.toml").write_text(f'{plan}\n[[follow.to]]\nexport = "klaviyo.csv"\n')
    return made_run(place)


@pytest.fixture
def place(finished, tmp_path):
    return copied(finished, tmp_path)


def _number(email):
    return email[1:].split("@")[0]


def rows_of(place, name="follow/klaviyo.csv"):
    with (place / "run" / name).open(newline="", encoding="utf-8-sig") as file:
        return {row["Email"]: row for row in csv.DictReader(file)}


def answers(place, number, **said):
    lines = [json.dumps({"customer_id": int(who[1:]), "agrees": answer}) for who, answer in said.items()]
    (place / "stream" / f"9{number}.ndjson").write_text("".join(f"{line}\n" for line in lines))


@pytest.mark.slow
def test_the_file_has_everybody_where_they_are_now_and_nobody_who_said_no(place):
    before = rows_of(place, "sent/klaviyo.csv")
    control = (place / "run" / "control.csv").read_text()
    held = {_mail(line.split(",")[0]) for line in control.splitlines()[1:]}
    gone, *_ = free = [email for email in before if email not in held]
    stream(place, messages(26, number=500, late=0))
    answers(place, 1, **{f"c{gone[1:].split('@')[0]}": "no", "c3": "yes", "c5": "yes"})
    totals = follow(place)
    now = rows_of(place)
    assert totals.sinks["klaviyo.csv"] == len(now)
    names = RunFiles.open(place / "run").names
    with StateFile(place / "run", whole_ids=True) as state:
        live = {_mail(who): names[n] for who, n in state.rows("select customer, segment from placed") if n >= 0}
    assert gone not in now
    held |= {_mail(line.split(",")[0]) for line in (place / "run" / "control.csv").read_text().splitlines()[1:]}
    assert {_mail(3), _mail(5)} <= set(now) | held
    assert set(now) == ({_mail(who) for who in range(1, 81)} & set(live)) - held - {gone}
    segment = next(name for name in now[free[1]] if "segment" in name.lower())
    assert {email: row[segment] for email, row in now.items()} == {email: live[email] for email in now}
    assert any(row[segment] != before[email][segment] for email, row in now.items() if email in before)
    money = {_mail(row[0]): row for row in written(place)}
    assert set(money) and any(row["monetary"] != before[e]["monetary"] for e, row in now.items() if e in before)
    out = list(csv.DictReader((place / "run" / "follow" / "klaviyo.left-out.csv").open()))
    assert {row["reason"] for row in out if _mail(row["id"]) == gone} == {"refused"}
    assert (place / "run" / "control.csv").read_text().startswith(control)
    answered = by_stream(RunFiles.open(place / "run"), ["agrees"])
    assert answered is not None
    said = pl.concat(answered.frames()).select("customer_id", "email", "agrees").rows()
    assert sorted(said) == sorted([(_number(gone), gone, "0"), ("3", _mail(3), "1"), ("5", _mail(5), "1")])


def test_an_export_of_the_run_knows_a_no_that_came_by_the_stream(place, segtui, tmp_path):
    before = rows_of(place, "sent/klaviyo.csv")
    gone = next(iter(before))
    stream(place, messages(26, number=5, late=0))
    answers(place, 1, **{f"c{_number(gone)}": "no"})
    follow(place)
    words = ["--to", "klaviyo", "--consent", "agrees", "--min-size", "1"]
    done = segtui("export", place / "run", *words, "-o", tmp_path / "again.csv")
    assert done.returncode == 0, done.stderr
    assert gone not in (tmp_path / "again.csv").read_text()
    (place / "run" / "follow.sqlite").write_bytes(b"no database")
    lost = segtui("export", place / "run", *words, "-o", tmp_path / "none.csv")
    assert lost.returncode == 3 and not (tmp_path / "none.csv").exists() and "follow.sqlite" in lost.stderr


@pytest.mark.slow
def test_the_log_has_one_line_for_it_with_everybody_who_was_ever_in_it(place):
    home = place / "run"
    stream(place, messages(33, number=10, late=0))
    follow(place)
    first = rows_of(place)
    who = next(iter(first))[1:].split("@")[0]
    answers(place, 1, **{f"c{who}": "no"})
    follow(place)
    past = export_log.past_exports(home)
    assert [(p.number, p.followed) for p in past] == [(1, ""), (2, "follow/klaviyo.csv")]
    assert Records.at(home).exports == 2 and past[1].rows == len(rows_of(place)) == len(first) - 1
    assert [p.number for p in export_log.exports_with(home, who)] == [1, 2]
    outputs = RunFiles.open(home).manifest["outputs"]
    assert all(sha256(home / name) == digest for name, digest in outputs.items()) and "sent/klaviyo.csv" in outputs
    assert not any(name.startswith("follow") for name in outputs)


@pytest.mark.slow
def test_who_is_new_is_held_out_by_the_draw_and_stays_so(place):
    plan = place / "run" / "plan.toml"
    plan.write_text(plan.read_text().replace("holdout = 0.2", "holdout = 0.5"))
    found = messages(34, number=60, people=160, late=0)
    new = {fields["customer_id"] for fields in found} - set(range(1, 81))
    for fields in found:
        fields |= {"email": _mail(fields["customer_id"]), "agrees": "yes"}
    stream(place, found)
    follow(place)
    with StateFile(place / "run", whole_ids=True) as state:
        new &= {who for (who,) in state.rows("select customer from placed where segment >= 0")}
    control = {line.split(",")[0] for line in (place / "run" / "control.csv").read_text().splitlines()[1:]}
    held, sent = new & set(map(int, control)), {who for who in new if _mail(who) in rows_of(place)}
    assert held and sent and held | sent == new and not held & sent


@pytest.mark.slow
def test_a_file_rests_between_batches_and_is_made_at_the_end_and_again_after_a_crash(place, monkeypatch):
    made = []
    make = sink.ExportSink._make
    monkeypatch.setattr(sink.ExportSink, "_make", lambda self, *given: made.append(1) or make(self, *given))
    monkeypatch.setattr(sink, "REST", 1e6)
    plan = place / "run" / "plan.toml"
    plan.write_text(plan.read_text().replace("batch = [400]", "batch = [40]"))
    stream(place, messages(35, number=80, late=0))
    assert follow(place).batches == 2 and len(made) == 2
    with StateFile(place / "run", whole_ids=True) as state:
        fact = state.fact("exported klaviyo.csv")
        state.keep("exported klaviyo.csv", [*fact[:2], fact[2] - 1])
    whole = rows_of(place)
    (place / "run" / "follow" / "klaviyo.csv").unlink()
    follow(place)
    assert rows_of(place) == whole


def test_exports_that_a_follower_does_not_find_are_faults_of_the_plan():
    def faults(to, exports=EXPORT):
        refuse_unfollowable(parse(PLAN.replace("[follow]", f"{exports}[follow]").replace('write = "segments"', to)))

    for name in ("klaviyo", "klaviyo.csv", "sent/klaviyo.csv"):
        faults(f'export = "{name}"')
    two = EXPORT + EXPORT.replace("sent/", "other/")
    faults('export = "other/klaviyo.csv"', two)
    with pytest.raises(PlanError, match="did you mean"):
        faults('export = "klavio"')
    for name in ("klaviyo", "klaviyo.csv"):
        with pytest.raises(PlanError, match=r"other/klaviyo\.csv"):
            faults(f'export = "{name}"', two)
    with pytest.raises(PlanError, match="twice"):
        faults('export = "klaviyo"\n[[follow.to]]\nexport = "klaviyo.csv"')
    with pytest.raises(PlanError, match="write one"):
        faults('export = "klaviyo"', "")
