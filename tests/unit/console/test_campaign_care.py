"""A run, its exports with control groups, and the readout, by the commands."""

import json
import subprocess
import sys

import polars as pl
import pytest

from tests.patience import PATIENCE


@pytest.fixture
def run(segtui, customers, tmp_path):
    """A finished run of customers with e-mails and consent."""
    frame = pl.read_csv(customers)
    mail = pl.format("p{}@firm.com", "customer_id")
    frame.with_columns(email=mail, ok=pl.lit("yes")).write_csv(customers)
    done = segtui("run", customers, "--set", "search={kmeans={k=[3]}}", "-o", "out")
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


def test_the_same_people_are_held_out_of_every_export_and_read_out_afterwards(segtui, run, tmp_path):
    first = segtui("export", run, "--to", "mailchimp", "-o", "a.csv", "--consent", "ok", "--holdout", "0.1")
    assert first.returncode == 0, first.stderr
    control = pl.read_csv(run / "control.csv")
    assert control.columns == ["id", "segment", "since"] and control.height == 12
    (tmp_path / "stop.csv").write_text("email\np1@firm.com\n")
    second = segtui("export", run, "--to", "csv", "-o", "b.csv", "--consent", "ok", "--suppress", "stop.csv")
    assert second.returncode == 0, second.stderr
    left = set(pl.read_csv(tmp_path / "b.csv")["id"])
    assert not left & {1, *control["id"]} and len(left) == 120 - len({1, *control["id"]})
    assert pl.read_csv(run / "control.csv").equals(control)

    bought = pl.DataFrame({"customer_id": range(1, 121)}).with_columns(
        bought=~pl.col("customer_id").is_in(control["id"].implode())
    )
    bought.write_csv(tmp_path / "outcomes.csv")
    told = segtui("readout", run, "outcomes.csv", "--json")
    assert told.returncode == 0, told.stderr
    *segments, whole = json.loads(told.stdout)["effects"]
    assert [(s["treated"], s["control"], s["uplift"]) for s in segments] == [(36, 4, 1.0)] * 3
    assert whole["segment"] is None and whole["p_value"] < 0.001
    table = segtui("readout", run, "outcomes.csv")
    assert "+100.00" in table.stdout and "intention to treat" in table.stderr
    small = segtui("readout", run, "outcomes.csv", "--uplift", "uplift.csv")
    assert small.returncode == 3 and "too small to predict uplift" in small.stderr and "+100.00" in small.stdout
    assert not (tmp_path / "uplift.csv").exists()


def test_an_export_without_a_consent_column_needs_to_say_so(segtui, run, tmp_path):
    refused = segtui("export", run, "--to", "csv", "-o", "a.csv")
    assert refused.returncode == 2 and "--no-consent-column" in refused.stderr
    assert not (tmp_path / "a.csv").exists()
    done = segtui("export", run, "--to", "csv", "-o", "a.csv", "--no-consent-column")
    assert done.returncode == 0 and "NO CONSENT COLUMN" in done.stderr
    assert "NO CONSENT COLUMN" in (tmp_path / "a.summary.json").read_text(encoding="utf-8")


def test_two_exports_at_once_draw_one_control_group_and_share_no_number(run, tmp_path):
    words = ["export", str(run), "--to", "csv", "--consent", "ok", "--holdout"]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "segtui", *words, share, "-o", f"{share}.csv"],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        for share in ("0.1", "0.3")
    ]
    for process in started:
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
    control = pl.read_csv(run / "control.csv")
    assert control.height == 36 and control["id"].n_unique() == 36
    lines = [json.loads(line) for line in (run / "exports.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["number"] for line in lines] == [1, 2]
    assert not set(pl.read_csv(tmp_path / "0.3.csv")["id"]) & set(control["id"])


def test_a_run_without_a_control_group_has_no_readout(segtui, run, customers):
    told = segtui("readout", run, customers)
    assert told.returncode == 2 and "--holdout" in told.stderr
