"""`segtui push`, as an analyst uses it, against a Klaviyo on the loopback."""

import json
import os
import shutil

import polars as pl
import pytest

from segtui.delivery.http import waiting
from segtui.delivery.push import side as push_side
from tests.fake_platforms.klaviyo import Klaviyo

PLAN = """
[source]
path = "customers.csv"
id = "customer_id"
[features]
use = ["age", "spend", "visits"]
[search.rules]
otherwise = "Others"
rules = [{ name = "Loyal", when = "visits >= 7" }]
[select]
by = "silhouette"
clusters = [2, 2]
[stability]
resamples = 0
[report]
html = false
[[push]]
to = "klaviyo"
connection = "klaviyo-eu"
list = "Y6nRLr"
segments = ["Loyal"]
consent = "ok"
attributes = ["age"]
"""
KEY = "pk_secret4711"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a run that was made once: eighty loyal people, of whom every tenth says no."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture
def shop(made, customers, command, tmp_path, monkeypatch):
    """A run in `runs/may`, a connection with the key of a fake platform, and that platform."""
    monkeypatch.setattr(waiting, "FIRST", 0.01)
    monkeypatch.setattr(push_side, "_FIRST_LOOK", 0.005)
    monkeypatch.setenv("KLAVIYO_KEY", KEY)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    if not (made / "runs").exists():
        frame = pl.read_csv(customers).with_columns(pl.col("customer_id").alias("n"))
        frame = frame.with_columns(
            email=pl.format("Kunde{}@Example.org", "n"),
            ok=pl.when(pl.col("n") % 10 == 0).then(pl.lit("no")).otherwise(pl.lit("yes")),
        ).drop("n")
        frame.write_csv(customers)
        (tmp_path / "plan.toml").write_text(PLAN)
        done = command("run", "plan.toml", "-o", "runs/may", "--quiet")
        assert done.returncode == 0, done.stderr
        shutil.copytree(tmp_path / "runs", made / "runs")
        shutil.copy(customers, made)
    else:
        shutil.copytree(made / "runs", tmp_path / "runs")
        shutil.copy(made / "customers.csv", tmp_path)
    with Klaviyo() as fake:
        connections = tmp_path / "config" / "segtui" / "connections.toml"
        connections.parent.mkdir(parents=True)
        connections.write_text(f'[klaviyo-eu]\nurl = "{fake.url}"\npassword_env = "KLAVIYO_KEY"\n')
        connections.chmod(0o600)
        yield fake
    assert fake.complaints == []


def change(folder, **cells):
    """Change what segments.csv and the data say, as next month might have it: {column: {id: cell}}."""
    for place in (folder / "runs/may/segments.csv", folder / "customers.csv"):
        frame = pl.read_csv(place, infer_schema=False)
        for column, new in cells.items():
            if column in frame.columns:
                keyed = pl.col("customer_id").replace_strict(new, default=None, return_dtype=pl.String)
                frame = frame.with_columns(pl.coalesce(keyed, column).alias(column))
        frame.write_csv(place)


def facts(done):
    """The one push of a command's JSON."""
    return json.loads(done.stdout)["pushes"][0]


def counts(done):
    """What is new, changed, unchanged, to be removed."""
    return [facts(done)[name] for name in ("new", "changed", "unchanged", "to_remove")]


def test_a_dry_run_counts_and_shows_a_masked_call_and_touches_nothing(shop, command, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    done = command("push", "runs/may", "--dry-run")
    assert done.returncode == 0 and shop.calls == [] and sorted(tmp_path.rglob("*")) == before
    assert done.stdout.startswith("klaviyo: 72 new, 0 changed, 0 unchanged, 0 to remove\n  held back: 8 refused\n")
    assert '"email": "K•••@•••.org"' in done.stdout and '"id": "Y6nRLr"' in done.stdout
    assert "Nothing was sent: this is a dry run." in done.stdout
    assert "example.org" not in (done.stdout + done.stderr).lower() and KEY not in done.stdout + done.stderr
    assert counts(command("push", "runs/may", "--dry-run", "--json")) == [72, 0, 0, 0]


def test_each_push_sends_the_difference_only(shop, command, tmp_path):
    done = command("push", "runs/may")
    assert done.returncode == 0, done.stderr
    assert "72 new" in done.stdout and "sent: 72 people, removed: 0" in done.stdout
    assert len(shop.members()) == 72 and shop.has("kunde41@example.org") and not shop.has("kunde50@example.org")
    assert shop.people["kunde41@example.org"]["properties"]["segment"] == "Loyal"
    ledger = next((tmp_path / "runs/ledger").glob("push-klaviyo-*.jsonl")).read_text()
    assert "@" not in ledger and len(ledger.splitlines()) == 2
    calls = len(shop.calls)
    assert counts(command("push", "runs/may", "--json")) == [0, 0, 72, 0] and len(shop.calls) == calls
    change(tmp_path, age={"41": "99"}, ok={"42": "no", "60": "yes"}, segment={"43": "1"}, segment_name={"43": "Others"})
    done = command("push", "runs/may", "--json")
    assert counts(done) == [1, 1, 69, 2] and done.returncode == 0
    assert shop.people["kunde41@example.org"]["properties"]["age"] in ("99", "99.0")
    assert (
        not shop.has("kunde42@example.org") and not shop.has("kunde43@example.org") and shop.has("kunde60@example.org")
    )
    assert "example" not in done.stdout + done.stderr


def test_in_mode_add_only_those_go_who_said_no(shop, command, tmp_path):
    plan = tmp_path / "runs/may/plan.toml"
    command("push", "runs/may")
    plan.write_text(plan.read_text().replace('mode = "mirror"', 'mode = "add"'))
    change(tmp_path, ok={"42": "no"}, segment={"43": "1"}, segment_name={"43": "Others"})
    assert counts(command("push", "runs/may", "--json"))[3] == 1
    assert not shop.has("kunde42@example.org") and shop.has("kunde43@example.org")


def test_who_is_gone_from_the_data_is_found_on_the_list_and_strangers_stay(shop, command, tmp_path):
    command("push", "runs/may")
    shop._members[shop.list_id].add("stranger@example.org")
    shop.people["stranger@example.org"] = {"id": "x", "email": "stranger@example.org"}
    change(tmp_path, email={"44": "new44@example.org"})
    done = command("push", "runs/may", "--json")
    assert counts(done) == [1, 0, 71, 1] and (facts(done)["removed"], facts(done)["missing"]) == (1, 0)
    assert not shop.has("kunde44@example.org") and {"new44@example.org", "stranger@example.org"} <= shop.members()


def test_many_removals_and_an_empty_segment_ask_first(shop, command, tmp_path):
    command("push", "runs/may")
    some = {str(n): "1" for n in range(41, 61)}
    change(tmp_path, segment=some, segment_name=dict.fromkeys(some, "Others"))
    done = command("push", "runs/may")
    assert done.returncode == 2 and "18 of the 72 people on the list" in done.stderr
    assert len(shop.members()) == 72
    assert "18 to remove" in command("push", "runs/may", "--dry-run").stdout
    assert command("push", "runs/may", "--yes").returncode == 0 and len(shop.members()) == 54
    everybody = {str(n): "no" for n in range(41, 121)}
    away = {str(n): "1" for n in range(41, 121)}
    change(tmp_path, segment=away, segment_name=dict.fromkeys(everybody, "Others"))
    plan = tmp_path / "runs/may/plan.toml"
    done = command("push", "runs/may")
    assert done.returncode == 0 and "the list is kept as it is" in done.stdout and len(shop.members()) == 54
    plan.write_text(plan.read_text().replace('empty = "keep"', 'empty = "clear"'))
    assert command("push", "runs/may").returncode == 2
    assert command("push", "runs/may", "--yes").returncode == 0 and not shop.members()


def test_a_platform_that_is_away_or_refuses_is_exit_5_and_what_was_sent_stays_known(shop, command, monkeypatch):
    monkeypatch.setattr(Klaviyo, "key", "another")
    done = command("push", "runs/may")
    assert done.returncode == 5 and "401" in done.stderr and len(shop.calls) == 1
    assert KEY not in done.stderr and "Traceback" not in done.stderr
    monkeypatch.undo()


def test_members_that_are_not_taken_are_hinted_at_and_tried_again(shop, command):
    shop.refuse("kunde41@example.org")
    done = command("push", "runs/may")
    assert done.returncode == 0 and "not taken: k•••@•••.org" in done.stdout and len(shop.members()) == 71
    shop.refused.clear()
    assert counts(command("push", "runs/may", "--json")) == [1, 0, 71, 0] and len(shop.members()) == 72


def test_what_is_wrong_is_told_before_any_call(shop, command, tmp_path):
    plan = tmp_path / "runs/may/plan.toml"
    text = plan.read_text()
    for old, new, said in [
        ('consent = "ok"', 'consent = "okay"', 'there is no column "okay"'),
        ('segments = ["Loyal"]', 'segments = ["Loyals"]', 'there is no segment "Loyals"'),
        ('connection = "klaviyo-eu"', 'connection = "klaviyo"', 'there is no connection "klaviyo"'),
        ('list = "Y6nRLr"', "", "Klaviyo needs list"),
        ('to = "klaviyo"', 'to = "klavio"', 'did you mean "klaviyo"?'),
    ]:
        plan.write_text(text.replace(old, new))
        done = command("push", "runs/may")
        assert done.returncode == 2 and said in done.stderr, (said, done.stderr)
    plan.write_text(text.replace("[[push]]", f"{text[text.index('[[push]]') : text.index('[drift]')]}\n[[push]]", 1))
    assert "push[1] and push[2] go to the same list" in command("push", "runs/may").stderr
    plan.write_text(text)
    assert command("push", "runs/may", "--only", "brevo").returncode == 2
    assert shop.calls == []
    (tmp_path / "config/segtui/connections.toml").chmod(0o644)
    assert "others may read it" in command("push", "runs/may").stderr
    (tmp_path / "config/segtui/connections.toml").chmod(0o600)
    os.environ.pop("KLAVIYO_KEY")
    done = command("push", "runs/may")
    assert done.returncode == 2 and "the variable KLAVIYO_KEY is not set" in done.stderr and shop.calls == []


def test_a_control_group_is_on_the_disk_before_anybody_is_written_to(shop, command, tmp_path):
    plan = tmp_path / "runs/may/plan.toml"
    plan.write_text(plan.read_text().replace("[[push]]\n", "[[push]]\nholdout = 0.25\n"))
    shown = facts(command("push", "runs/may", "--dry-run", "--json"))
    assert not (tmp_path / "runs/may/control.csv").exists()
    done = facts(command("push", "runs/may", "--json"))
    assert done["kept_back"]["control group"] == shown["kept_back"]["control group"] >= 15
    held = pl.read_csv(tmp_path / "runs/may/control.csv")["id"].to_list()
    assert not {f"kunde{n}@example.org" for n in held} & shop.members()
    assert len(shop.members()) == done["new"] == shown["new"]
